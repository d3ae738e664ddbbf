import { type Clock, systemClock } from '../clock.js';
import { BEAT_MS, TICK_MS_MAX, TICK_MS_MIN, TICK_MS_PER_FLOW } from '../limits.js';

/** What is flushed by a ticker. None of its methods throws. */
export interface TickMember {
  /** Connections with media, encoders and targets; 0 when nothing moves. */
  readonly flows: number;
  /** Asks for what the encoder has sent; it is read before `flush`. */
  requestInput(): void;
  flush(now: number): void;
}

export interface TickHandle {
  /** Media begins to move: do not wait for the next beat. */
  wake(): void;
  remove(): void;
}

/**
 * The pulse of a process: at each tick all relays read what their encoders sent since the last one, then write it to their
 * targets. What costs is each read and each write, not the bytes, so the tick grows with the number of connections.
 */
export class FlushTicker {
  private readonly members = new Set<TickMember>();
  private timer: NodeJS.Timeout | null = null;
  private dueAt = 0;
  private beatAt = 0;

  constructor(readonly clock: Clock = systemClock) {}

  add(member: TickMember): TickHandle {
    this.members.add(member);
    this.schedule(0);
    return {
      wake: () => this.schedule(0),
      remove: () => {
        this.members.delete(member);
      },
    };
  }

  private schedule(delay: number): void {
    const dueAt = this.clock.monotonic() + delay;
    if (this.timer !== null && this.dueAt <= dueAt) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => this.tick(), delay);
  }

  /** Reading happens in the event loop's poll phase, between this and the immediate. */
  private tick(): void {
    for (const member of this.members) if (member.flows > 0) member.requestInput();
    setImmediate(() => this.flush());
  }

  private flush(): void {
    const now = this.clock.monotonic();
    const isBeat = now >= this.beatAt;
    if (isBeat) this.beatAt = now + BEAT_MS;
    for (const member of this.members) if (isBeat || member.flows > 0) member.flush(now);
    this.timer = null;
    if (this.members.size > 0) this.schedule(Math.max(0, this.dueAt + this.interval() - this.clock.monotonic()));
  }

  private interval(): number {
    let flows = 0;
    for (const member of this.members) flows += member.flows;
    return flows === 0 ? BEAT_MS : Math.min(TICK_MS_MAX, TICK_MS_MIN + flows * TICK_MS_PER_FLOW);
  }
}
