import { type Clock, systemClock } from '../clock.js';
import { BEAT_MS, TICK_MS_MAX, TICK_MS_MIN, TICK_MS_PER_FLOW } from '../limits.js';

/** What is flushed by a ticker. None of its methods throws. */
export interface TickMember {
  /** Connections with media, encoders and targets; 0 when nothing moves. */
  readonly flows: number;
  flush(now: number): void;
}

export interface TickHandle {
  /** Media begins to move: do not wait for the next beat. */
  wake(): void;
  remove(): void;
}

/**
 * The pulse of a process: at each tick everything that arrived since the last one is read and sent on, then each relay does what
 * is still due. What costs is each read, each write and each time the process wakes up, not the bytes, so the tick grows with the
 * number of connections.
 *
 * While media move, the thread stands still between ticks instead of waiting in the event loop. The kernel gathers what
 * arrives, and one turn of the loop takes all of it, with one read per socket. Everything else that the process does waits
 * as well, for at most `TICK_MS_MAX`.
 */
export class FlushTicker {
  private readonly members = new Set<TickMember>();
  private timer: NodeJS.Timeout | null = null;
  private isMoving = false;
  /** When the present tick was due. */
  private dueAt = 0;
  private beatAt = 0;

  constructor(readonly clock: Clock = systemClock) {}

  add(member: TickMember): TickHandle {
    this.members.add(member);
    this.wake();
    return {
      wake: () => this.wake(),
      remove: () => {
        this.members.delete(member);
      },
    };
  }

  private wake(): void {
    if (!this.isMoving) this.schedule(0);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer ?? undefined);
    this.timer = setTimeout(() => this.tick(), delay);
  }

  private tick(): void {
    const now = this.clock.monotonic();
    const flows = this.flush(now);
    this.isMoving = flows > 0;
    if (this.isMoving) this.rest(now, Math.min(TICK_MS_MAX, TICK_MS_MIN + flows * TICK_MS_PER_FLOW));
    else if (this.members.size > 0) this.schedule(BEAT_MS);
  }

  /** Flushes what moves, and at a beat also what does not. Returns how many connections have media. */
  private flush(now: number): number {
    const isBeat = now >= this.beatAt;
    if (isBeat) this.beatAt = now + BEAT_MS;
    let sum = 0;
    for (const member of this.members) {
      const { flows } = member;
      sum += flows;
      if (isBeat || flows > 0) member.flush(now);
    }
    return sum;
  }

  /**
   * The next tick is due one interval after this one was, however long its work took; what is late is not made up for. It
   * follows when one turn of the event loop has read what arrived meanwhile.
   */
  private rest(now: number, interval: number): void {
    this.dueAt = Math.max(now, this.dueAt + interval);
    standStill(this.dueAt - this.clock.monotonic());
    setImmediate(() => this.tick());
  }
}

const NEVER_CHANGES = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

function standStill(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(NEVER_CHANGES, 0, 0, milliseconds);
}
