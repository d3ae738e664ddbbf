import { type Clock } from '../clock.js';
import { type TickHandle, type TickMember } from '../ticker/flush-ticker.js';

/** Milliseconds of one virtual tick. */
const STEP_MS = 20;

/** A ticker whose time passes only when a test says so. */
export class VirtualTicker {
  now = 1_000;
  readonly clock: Clock = { monotonic: () => this.now, wall: () => Date.UTC(2026, 0, 1) + this.now };
  private readonly members = new Set<TickMember>();

  add(member: TickMember): TickHandle {
    this.members.add(member);
    return { wake: () => undefined, remove: () => void this.members.delete(member) };
  }

  /** Lets time pass in ticks; what the relay awaits in between gets its turn. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    do {
      this.now = Math.min(end, this.now + STEP_MS);
      for (const member of this.members) member.flush(this.now);
      await settle();
    } while (this.now < end);
  }
}

/** Lets everything that is ready to run run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
