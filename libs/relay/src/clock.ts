/** Time as the relay sees it; tests bring their own. Milliseconds. */
export interface Clock {
  /** Never goes backwards; measures spans. */
  monotonic(): number;
  /** The wall clock; only for instants that leave the process. */
  wall(): number;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

/** The instant `spanMs` from now, as the product writes instants. */
export function instantIn(clock: Clock, spanMs = 0): string {
  return new Date(clock.wall() + spanMs).toISOString();
}
