/** Time as the protocol sees it; tests and the simulation bring their own. Milliseconds throughout. */
export interface Clock {
  /** Never goes backwards, and goes on while the process is stopped. */
  monotonic(): number;
  /** The wall clock: also goes on while the whole machine is suspended, and may jump. */
  wall(): number;
  /** Calls `callback` again and again; returns how to stop. */
  every(ms: number, callback: () => void): () => void;
  /** Calls `callback` once; returns how to prevent it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  every: (ms, callback) => {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
