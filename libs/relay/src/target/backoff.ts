import { RETRY_BASE_MS, RETRY_CAP_MS } from '../limits.js';

/** How long to wait after so many failures in a row: anywhere up to the bound, so that targets do not return in step. */
export function retryDelay(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** (failures - 1)));
}
