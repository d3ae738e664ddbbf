/**
 * Looks at every page of the built web app in a real browser: `node look/look.mjs [part of a scene's name] [width]`.
 * Writes screenshots in both schemes and all widths, and fails on any axe finding, policy violation or console error.
 */
import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORIGIN } from './fake-api.mjs';
import { scenes } from './pages.mjs';
import { fixtures, launch, visit, WIDTHS } from './visit.mjs';

const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'mid-station-look');
const HEIGHTS = { 360: 740, 768: 1024, 1440: 900 };

const [only = '', onlyWidth] = process.argv.slice(2);

async function look(browser, scene, width, scheme) {
  const visitor = { 'POST /auth/refresh': fixtures.aProblem('unauthenticated', 'Sign in first.') };
  const { page, faults } = await visit(browser, {
    viewport: { width, height: HEIGHTS[width] },
    scheme,
    locale: scene.locale,
    answers: { ...(scene.visitor ? visitor : {}), ...scene.answers },
  });
  await page.goto(ORIGIN + scene.path);
  await page.locator('main h1').first().waitFor();
  if (!scene.loading) await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await scene.act?.(page);
  await page.waitForTimeout(scene.settle ?? 300);
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations)
    faults.push(
      ...nodes.map(
        (node) =>
          `axe ${id}: ${node.html.slice(0, 160)} ${node.any
            .map((check) => check.message)
            .join(' ')
            .slice(0, 200)}`,
      ),
    );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) faults.push(`${overflow} px wider than the window`);
  // The bar that stays in view belongs at the top of a picture of the whole page.
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({
    path: join(OUT, `${scene.name}-${width}-${scheme}.png`),
    fullPage: (await page.getByRole('dialog').count()) === 0,
  });
  await page.context().close();
  return faults;
}

mkdirSync(OUT, { recursive: true });
const browser = await launch();
let [looked, bad] = [0, 0];
for (const scene of scenes(fixtures).filter(({ name }) => name.includes(only)))
  for (const width of WIDTHS.filter((width) => !onlyWidth || width === Number(onlyWidth)))
    for (const scheme of ['light', 'dark']) {
      const faults = await look(browser, scene, width, scheme).catch((error) => [String(error)]);
      looked += 1;
      bad += faults.length > 0 ? 1 : 0;
      for (const fault of faults) process.stdout.write(`${scene.name} ${width} ${scheme}: ${fault}\n`);
    }
await browser.close();
process.stdout.write(`${looked} looks, ${bad} with faults; screenshots in ${OUT}\n`);
process.exitCode = bad > 0 ? 1 : 0;
