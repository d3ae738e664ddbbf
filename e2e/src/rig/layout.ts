import { type Page } from 'playwright-core';
import { repository } from './work-dir.js';

interface Layout {
  /** When the page's content was first there, in milliseconds since its loading began. */
  readonly contentAt: number;
  readonly shifts: readonly { readonly value: number; readonly at: number; readonly moved: readonly string[] }[];
}

/** Lets the pages of this window note what moves by itself. Before the visit that is looked at. */
export async function watchLayout(page: Page): Promise<void> {
  await page.addInitScript({ path: `${repository}e2e/src/rig/layout-watch.js` });
}

/** What has moved since this page was loaded: the cumulative layout shift, and what moved after there was content. */
export async function readLayout(page: Page): Promise<{ shift: number; moved: string[] }> {
  await page.evaluate(FRAMES);
  const { contentAt, shifts } = await page.evaluate<Layout>('readLayout()');
  const late = shifts.filter(({ at, value }) => at > contentAt && value > WIDER_NUMBER);
  return {
    shift: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: late.map(({ value, moved }) => `${value.toFixed(4)}: ${moved.join(', ')}`),
  };
}

/** A shift that is no more than a number with one more digit: a panel that moves by 10 pixels has several times as much. */
const WIDER_NUMBER = 0.001;
/** What is on the page now has been drawn when the second frame begins. */
const FRAMES = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))';
