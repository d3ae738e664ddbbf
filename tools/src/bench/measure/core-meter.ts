import { readFileSync } from 'node:fs';

/** How a core spent an interval, as shares of it. */
export interface CoreUse {
  readonly busy: number;
  /** Taken by the hypervisor for others. */
  readonly stolen: number;
}

interface Ticks {
  readonly total: number;
  readonly idle: number;
  readonly stolen: number;
}

/** Watches what everything on the machine together does to a core (/proc/stat); good to about a percent. */
export class CoreMeter {
  private before: Ticks;

  constructor(private readonly core: number) {
    this.before = readTicks(core);
  }

  /** Since the meter was made. */
  stop(): CoreUse {
    const after = readTicks(this.core);
    const total = Math.max(1, after.total - this.before.total);
    return {
      busy: 1 - (after.idle - this.before.idle) / total,
      stolen: (after.stolen - this.before.stolen) / total,
    };
  }
}

/** proc(5): user nice system idle iowait irq softirq steal, and guest times that user already contains. */
function readTicks(core: number): Ticks {
  const line = readFileSync('/proc/stat', 'latin1')
    .split('\n')
    .find((text) => text.startsWith(`cpu${core} `));
  const fields = (line ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, iowait = 0, , , stolen = 0] = fields;
  return { total: fields.reduce((sum, ticks) => sum + ticks, 0), idle: idle + iowait, stolen };
}
