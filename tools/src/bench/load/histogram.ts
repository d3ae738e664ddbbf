/** Width of one bin, in milliseconds: far below what is looked for. */
const BIN_MS = 0.05;
/** Everything longer is counted as this, in milliseconds. */
const RANGE_MS = 5_000;

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts durations in constant memory; percentiles are right to `BIN_MS`. */
export class Histogram {
  private readonly bins = new Uint32Array(RANGE_MS / BIN_MS);
  private count = 0;
  private max = 0;

  record(milliseconds: number): void {
    const bin = Math.min(this.bins.length - 1, Math.max(0, Math.floor(milliseconds / BIN_MS)));
    this.bins[bin]!++;
    this.count++;
    if (milliseconds > this.max) this.max = milliseconds;
  }

  reset(): void {
    this.bins.fill(0);
    this.count = 0;
    this.max = 0;
  }

  /** Milliseconds; all 0 when nothing was recorded. */
  percentiles(): Percentiles {
    return { p50: this.percentile(0.5), p99: this.percentile(0.99), max: this.max };
  }

  private percentile(share: number): number {
    const wanted = Math.ceil(this.count * share);
    let seen = 0;
    for (let bin = 0; bin < this.bins.length && wanted > 0; bin++) {
      seen += this.bins[bin]!;
      if (seen >= wanted) return (bin + 1) * BIN_MS;
    }
    return 0;
  }
}
