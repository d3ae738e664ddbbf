/**
 * Milliseconds since an instant that a copy wrote down. One that lies ahead was written by a clock that is ahead, or that was
 * set back since, and counts as as long ago: nothing waits until that moment comes.
 */
export function ageOf(instant: Date, now: Date): number {
  return Math.abs(now.getTime() - instant.getTime());
}
