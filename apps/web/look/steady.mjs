/**
 * Walks the stream page of the built web app through all that can happen to it, in a real browser, and says what moved:
 * `node look/steady.mjs [width] [language]`. What is read or pressed keeps its place and its height; what grows does so
 * where nothing stands below it. Fails on anything that moved by a pixel.
 */
import { ORIGIN } from './fake-api.mjs';
import { walk } from './happenings.mjs';
import { fixtures, launch, visit, WIDTHS } from './visit.mjs';

/** So high, in pixels, that nothing is outside the window: a browser notes only what moves inside. */
const HEIGHT = 4_000;
/** Of one language the whole range of widths; of the other the one where words have the least room. */
const LOCALES = { en: { locale: 'en-GB', widths: WIDTHS }, de: { locale: 'de-DE', widths: WIDTHS.slice(0, 1) } };

/** In the page: notes what the browser sees move, and where everything is that has a name. */
function watch() {
  const moved = [];
  const nameOf = (node) => {
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return `${element?.tagName ?? 'something'} “${(element?.getAttribute('aria-label') ?? element?.textContent ?? '').slice(0, 50)}”`;
  };
  const note = (entries) => {
    // What moves under the hand that has just pressed something is found by its place.
    for (const { sources } of entries.filter(({ hadRecentInput }) => !hadRecentInput))
      for (const { node, previousRect: from, currentRect: to } of sources)
        if (Math.abs(from.x - to.x) >= 1 || Math.abs(from.y - to.y) >= 1)
          moved.push(`${nameOf(node)} from ${from.x},${from.y} to ${to.x},${to.y}`);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  window.readMoved = () => {
    note(observer.takeRecords());
    return moved.splice(0);
  };

  const labelOf = (element) =>
    element.getAttribute('aria-label') ??
    document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent ??
    element.closest('article')?.getAttribute('aria-label');
  const parts = {
    panel: 'main section',
    setting: 'main article',
    target: 'main article li',
    switch: 'main [role=switch]',
    button: 'main section[data-state] > button',
  };
  window.readPlaces = () =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([kind, selector]) =>
        [...document.querySelectorAll(selector)].map((element) => {
          const { x, y, height } = element.getBoundingClientRect();
          const name = kind === 'button' ? kind : `${kind} ${labelOf(element)}`;
          return [name, `x ${Math.round(x)}, y ${Math.round(y + scrollY)}, ${Math.round(height)} high`];
        }),
      ),
    );
}

/** What is on the page now has been drawn, and seen by the browser's own watch, when the second frame begins. */
const drawn = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
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
const moved = await Promise.all(stays);
await browser.close();
process.exitCode = moved.some((count) => count > 0) ? 1 : 0;
