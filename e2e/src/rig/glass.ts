import { type Page } from 'playwright-core';
import { repository } from './work-dir.js';

interface Glass {
  /** When play was pressed, in milliseconds since the epoch. */
  readonly pressedAt: number;
  /** Pictures shown since then: when, and which. */
  readonly shown: readonly { readonly at: number; readonly number: number }[];
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

/** Null until enough pictures were shown at the live edge: the first ones play what was cached. */
export function figuresOf({ pressedAt, shown }: Glass, sentAt: readonly number[]): PlayFigures | null {
  const first = shown[0];
  if (!first) return null;
  const late = shown
    .filter(({ at }) => at - first.at > SETTLED_MS)
    .map(({ at, number }) => at - (sentAt[number] ?? NaN));
  return late.length < COUNTED ? null : { start: first.at - pressedAt, latency: percentile(late, 0.5) };
}

/** Time the player has to come to the live edge, in milliseconds. */
const SETTLED_MS = 3_000;
/** Pictures that are counted after that. */
const COUNTED = 30;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
