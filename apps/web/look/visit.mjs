/** A browser before the built web app, whose answers come from the fixtures. */
import { chromium } from 'playwright-core';
import { runnerImport } from 'vite';
import { serve } from './fake-api.mjs';
import { usualAnswers } from './pages.mjs';

/** The windows that the page is made for: a phone, a tablet, a desk. Pixels. */
export const WIDTHS = [360, 768, 1440];

const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];

export const { module: fixtures } = await runnerImport(
  new URL('../src/testing/fixtures/index.ts', import.meta.url).pathname,
  { configFile: false, resolve: { conditions: ['source'] } },
);

export const launch = () => chromium.launch({ executablePath: BROWSER, args: FLAGS });

/** A page that has gone nowhere yet, and the faults that it reports itself. `answers` are beside the usual ones. */
export async function visit(browser, { viewport, scheme = 'light', locale = 'en-GB', answers }) {
  const context = await browser.newContext({
    viewport,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const faults = [];
  listen(page, faults);
  await page.clock.setFixedTime(fixtures.NOW);
  const all = { ...usualAnswers(fixtures), ...answers };
  await serve(page, all, fixtures.NOW);
  return { page, faults, answers: all };
}

function listen(page, faults) {
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is logged by the browser itself; scenes refuse on purpose.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
}
