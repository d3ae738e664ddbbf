/** Milliseconds. Bound of the first wait; it doubles with each failure. */
const RETRY_BASE_MS = 1_000;
/** Milliseconds. A platform that comes back is found again within half a minute. */
export const RETRY_CAP_MS = 30_000;
/** Milliseconds between attempts after a refusal: whoever corrects the key elsewhere is live again within a minute. */
export const REFUSED_RETRY_MS = 60_000;
/** Milliseconds of being live after which earlier failures are forgotten. */
export const HEALTHY_AFTER_MS = 30_000;

/** Milliseconds that a platform takes at most to notice that a connection of ours is gone. */
export const GHOST_MS_MAX = 30_000;
/** Milliseconds for a goodbye: an edit of the address takes effect within a second. */
export const GOODBYE_MS_MAX = 500;

/** How long to wait after so many failures in a row: anywhere up to the bound, so that targets do not return in step. */
export function retryDelay(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** (failures - 1)));
}
