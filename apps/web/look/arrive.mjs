/** How a page comes up when what it asks for comes late and out of order. */
import { ORIGIN } from './fake-api.mjs';
import { fixtures, visit } from './visit.mjs';
import { drawn, watch } from './watch.mjs';

/** Where whoever is not signed in goes. */
const FOR_VISITORS = '/sign-in';
/** Pages with several answers each. */
export const ARRIVALS = ['/stream', '/sessions', '/nodes', '/account', FOR_VISITORS];

/** So high, in pixels, that nothing is outside the window: a browser notes only what moves inside. */
const HEIGHT = 4_000;
/** Milliseconds that the font takes: longer than the page needs to show its first words without it. */
const FONT_MS = 600;
/** Milliseconds between two answers; the one that was asked for last comes first. */
const BETWEEN_MS = 100;

/** What moved, in words. */
export async function arrive(browser, path, width) {
  const { page, faults } = await visit(browser, {
    viewport: { width, height: HEIGHT },
    answers: {
      events: { session: fixtures.aSession },
      'GET /live': fixtures.aSession,
      ...(path === FOR_VISITORS && { 'POST /auth/refresh': fixtures.aProblem('unauthenticated', 'Sign in first.') }),
    },
  });
  await page.addInitScript(watch);
  let asked = 0;
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) await pause(Math.max(1, 6 - asked++) * BETWEEN_MS);
    if (pathname.endsWith('.woff2')) await pause(FONT_MS);
    await route.fallback();
  });
  await page.goto(ORIGIN + path);
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('main .mantine-Skeleton-root'));
  await page.evaluate(() => document.fonts.ready);
  await drawn(page);
  faults.push(...(await page.evaluate('readMoved()')));
  await page.context().close();
  return faults.map((fault) => `${width}: ${fault}`);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
