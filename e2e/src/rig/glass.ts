import { setTimeout as sleep } from 'node:timers/promises';
import { type Page } from 'playwright-core';
import { type ClockEncoder } from './clock-encoder.js';
import { repository } from './work-dir.js';

interface Glass {
  /** When play was pressed, in milliseconds since the epoch. */
  readonly pressedAt: number;
  /** Pictures shown since then: when, and which. */
  readonly shown: readonly { readonly at: number; readonly number: number }[];
  /** The cover was taken away before there was a picture. */
  readonly bare: boolean;
}

/** What one play of the preview came to, in milliseconds. */
export interface PlayFigures {
  /** From pressing play to the first picture. */
  readonly start: number;
  /** From the moment a picture left the encoder to when it is on the glass; the median of those that were counted. */
  readonly latency: number;
}

/** Lets the pages of this window note what they show. Before the first visit. */
export async function watchGlass(page: Page): Promise<void> {
  await page.addInitScript({ path: `${repository}e2e/src/rig/glass-clock.js` });
}

export const readGlass = (page: Page): Promise<Glass> => page.evaluate('glass');

/** Waits until enough pictures were shown at the live edge: the first ones play what was cached. */
export async function measurePlay(page: Page, encoder: ClockEncoder, limitMs: number): Promise<PlayFigures> {
  const isEnough = `glass.shown.filter(({ at }) => at - glass.shown[0].at > ${SETTLED_MS}).length >= ${COUNTED}`;
  const until = Date.now() + limitMs;
  while (!(await page.evaluate<boolean>(isEnough))) {
    if (Date.now() > until) throw new Error(`no picture at the live edge within ${limitMs} ms`);
    await sleep(POLL_MS);
  }
  const { pressedAt, shown } = await readGlass(page);
  const first = shown[0]!.at;
  const counted = shown.filter(({ at }) => at - first > SETTLED_MS);
  const latency = percentile(
    counted.map(({ at, number }) => at - encoder.leftAt(number, at)),
    0.5,
  );
  return { start: first - pressedAt, latency };
}

/** Time the player has to come to the live edge, in milliseconds. */
const SETTLED_MS = 3_000;
/** Pictures that are counted after that. */
const COUNTED = 30;
/** Milliseconds between looks: rare enough not to slow down what is measured. */
const POLL_MS = 200;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
