/** Differences up to this many milliseconds are the resolution of the Date header and the way of the answer. */
const TOLERANCE_MS = 2_000;

let offsetMs = 0;

/** Learns from an answer's Date header how far this device's clock is off. */
export function observeServerDate(date: string | null, now = Date.now()): void {
  const difference = Date.parse(date ?? '') - now;
  if (Number.isNaN(difference)) return;
  offsetMs = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
}

/** The time at the server, in milliseconds: instants from the API are compared with this, never with the device's clock. */
export const serverNow = (): number => Date.now() + offsetMs;
