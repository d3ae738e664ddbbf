import { RIVAL_SILENCE_MS_MAX, RIVAL_TAKEOVERS, RIVAL_WINDOW_MS } from '../limits.js';

/**
 * Notices encoders that take each other's place again and again. One that comes back by itself does not count: the connection
 * that it lost has brought nothing for a while.
 */
export class Rivalry {
  /** Monotonic milliseconds, oldest first. */
  private takeovers: number[] = [];

  /** An encoder took the place of another, which has been silent for so many milliseconds. */
  takenOver(silentMs: number): void {
    if (silentMs > RIVAL_SILENCE_MS_MAX) return;
    this.takeovers = [...this.takeovers, performance.now()].slice(-RIVAL_TAKEOVERS);
  }

  get isOn(): boolean {
    const [oldest] = this.takeovers;
    return this.takeovers.length === RIVAL_TAKEOVERS && performance.now() - oldest! < RIVAL_WINDOW_MS;
  }
}
