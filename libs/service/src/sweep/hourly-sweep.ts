import { type OnModuleDestroy } from '@nestjs/common';

/** Milliseconds between the end of a sweep and the next. Nothing waits for one: what it finds is old. */
const SWEEP_INTERVAL_MS = 3_600_000;
/**
 * Milliseconds until the first, half as long to half as long again, so that copies that start together do not sweep
 * together: a process that never lives for an hour sweeps as well, and the rush after a start is over by then.
 */
const FIRST_SWEEP_MS = 600_000;

/** Something a service clears away each hour for as long as its module lives. What fails is told, and tried at the next. */
export abstract class HourlySweep implements OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private last = Promise.resolve();

  constructor() {
    this.arm(FIRST_SWEEP_MS * (0.5 + Math.random()));
  }

  onModuleDestroy(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Sweeps now, or once the sweep that is under way has ended. Never rejects. */
  sweep(): Promise<void> {
    this.last = this.last.then(() => this.clear()).catch((error: unknown) => this.failed(error));
    return this.last;
  }

  protected abstract clear(): Promise<void>;
  protected abstract failed(error: unknown): void;

  private arm(ms: number): void {
    this.timer = setTimeout(() => void this.turn(), ms).unref();
  }

  private async turn(): Promise<void> {
    await this.sweep();
    if (this.timer) this.arm(SWEEP_INTERVAL_MS);
  }
}
