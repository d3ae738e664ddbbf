/** Where `performance.now()` of this process stands on the machine's monotonic clock, in microseconds. */
const ORIGIN_MICROS = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;

/** Microseconds of the machine's monotonic clock (CLOCK_MONOTONIC): comparable between processes, unlike performance.now. */
export function monotonicMicros(): number {
  return Math.floor(ORIGIN_MICROS + performance.now() * 1000);
}
