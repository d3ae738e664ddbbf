import { type Clock } from '../clock.js';
import { type Random } from './random.js';
import { type VirtualTime } from './virtual-time.js';

/** A process that can be stopped, go on, or die: whatever reaches it meanwhile waits, or is lost. */
export class SimProcess implements Clock {
  isDead = false;
  /** The newest stop that ended. */
  lastStall = { endedAt: -Infinity, length: 0 };
  wallOffset = 0;
  private stoppedAt: number | null = null;
  private inbox: (() => void)[] = [];

  constructor(
    readonly time: VirtualTime,
    readonly random: Random,
  ) {}

  get isRunning(): boolean {
    return !this.isDead && this.stoppedAt === null;
  }

  /** Something happens in this process: now, when it goes on, or never. */
  deliver(action: () => void): void {
    if (this.isDead) return;
    if (this.stoppedAt === null) action();
    else this.inbox.push(action);
  }

  stop(): void {
    this.stoppedAt ??= this.time.now;
  }

  /** Goes on. What waited is done in any order: nothing may rely on timers coming before input. */
  resume(): void {
    if (this.stoppedAt === null || this.isDead) return;
    this.lastStall = { endedAt: this.time.now, length: this.time.now - this.stoppedAt };
    this.stoppedAt = null;
    for (const action of this.random.shuffle(this.inbox.splice(0))) action();
  }

  die(): void {
    this.isDead = true;
    this.inbox = [];
  }

  monotonic(): number {
    return this.time.now;
  }

  wall(): number {
    return this.time.now + this.wallOffset;
  }

  after(ms: number, callback: () => void): () => void {
    let isWanted = true;
    this.time.after(ms, () => this.deliver(() => isWanted && callback()));
    return () => (isWanted = false);
  }

  every(ms: number, callback: () => void): () => void {
    let isWanted = true;
    const again = (): void => {
      this.time.after(ms, () => {
        if (!isWanted || this.isDead) return;
        this.deliver(() => {
          if (!isWanted) return;
          callback();
          again();
        });
      });
    };
    again();
    return () => (isWanted = false);
  }
}
