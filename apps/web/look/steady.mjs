/**
 * Walks the stream page of the built web app through all that can happen to it, in a real browser, and says what moved:
 * `node look/steady.mjs [width] [language]`. What is read or pressed keeps its place and its height; what grows does so
 * where nothing stands below it. Then lets pages come up whose answers come late, one by one. Fails on anything that moved by
 * a pixel.
 */
import { ORIGIN } from './fake-api.mjs';
import { arrive, ARRIVALS } from './arrive.mjs';
import { walk } from './happenings.mjs';
import { fixtures, launch, visit, WIDTHS } from './visit.mjs';
import { drawn, watch } from './watch.mjs';

/** So high, in pixels, that nothing is outside the window: a browser notes only what moves inside. */
const HEIGHT = 4_000;
/** A phone, and a small screen with two columns: where words have the least room. */
const NARROW = [360, 1024];
/** Of one language the whole range of widths; of the other, whose words are longer, where that matters most. */
const LOCALES = { en: { locale: 'en-GB', widths: WIDTHS }, de: { locale: 'de-DE', widths: NARROW } };

const shows = (page, words) =>
  page.waitForFunction((pattern) => new RegExp(pattern).test(document.body.innerText), words.source);

async function stay(browser, width, locale) {
  const { page, faults, answers } = await visit(browser, {
    viewport: { width, height: HEIGHT },
    locale,
    answers: { 'GET /live': null, 'GET /sessions': [], events: { session: null } },
  });
  await page.addInitScript(watch);
  const happenings = walk(fixtures, page, answers);
  await happenings.begin(ORIGIN);
  // How the page comes up is another question: a test of the whole system asks it.
  await page.locator('main section[data-state]').waitFor();
  await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
  await drawn(page);
  await page.evaluate('readMoved()');
  let places = null;
  for (const { name, happen, words, elsewhere } of happenings.steps) {
    try {
      await happen();
      await shows(page, words);
    } catch (error) {
      faults.push(`${name}: ${error}`);
      break;
    }
    await drawn(page);
    faults.push(...(await page.evaluate('readMoved()')).map((what) => `${name}: ${what}`));
    const now = await page.evaluate('readPlaces()');
    if (elsewhere || !places) places = now;
    for (const part of new Set([...Object.keys(places), ...Object.keys(now)]))
      if (places[part] !== now[part]) faults.push(`${name}: ${part} was at ${places[part]}, is at ${now[part]}`);
    places = now;
  }
  await page.context().close();
  return { faults, count: happenings.steps.length };
}

const [onlyWidth, onlyLanguage] = process.argv.slice(2);
const browser = await launch();
const stays = Object.entries(LOCALES).flatMap(([language, { locale, widths }]) =>
  widths
    .filter((width) => !onlyWidth || width === Number(onlyWidth))
    .filter(() => !onlyLanguage || language === onlyLanguage)
    .map(async (width) => {
      const { faults, count } = await stay(browser, width, locale);
      for (const fault of faults) process.stdout.write(`${width} ${language}, ${fault}\n`);
      process.stdout.write(`${width} ${language}: ${count} changes, ${faults.length} things moved\n`);
      return faults.length;
    }),
);
const arrivals = onlyWidth
  ? []
  : ARRIVALS.map(async (path) => {
      const moved = await Promise.all(WIDTHS.map((width) => arrive(browser, path, width)));
      for (const fault of moved.flat()) process.stdout.write(`${path}, ${fault}\n`);
      process.stdout.write(`${path}: came up, ${moved.flat().length} things moved\n`);
      return moved.flat().length;
    });
const moved = await Promise.all([...stays, ...arrivals]);
await browser.close();
process.exitCode = moved.some((count) => count > 0) ? 1 : 0;
