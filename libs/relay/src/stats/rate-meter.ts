/** Milliseconds that one bucket covers. */
const BUCKET_MS = 250;
/** Buckets of the window: 4 s cover a usual group of pictures, so that a keyframe does not make the number jump. */
const BUCKETS = 16;

/** Sum per second over the last four seconds. */
export class RateMeter {
  private readonly buckets = new Float64Array(BUCKETS);
  private newest = 0;
  private startedAt: number | null = null;

  add(amount: number, now: number): void {
    this.startedAt ??= now;
    this.advance(now);
    this.buckets[this.newest % BUCKETS]! += amount;
  }

  perSecond(now: number): number {
    if (this.startedAt === null) return 0;
    this.advance(now);
    const windowStart = (this.newest - BUCKETS + 1) * BUCKET_MS;
    const span = Math.max(now - Math.max(windowStart, this.startedAt), BUCKET_MS);
    return (this.buckets.reduce((sum, amount) => sum + amount, 0) * 1000) / span;
  }

  private advance(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    if (bucket - this.newest >= BUCKETS) this.buckets.fill(0);
    else for (let index = this.newest + 1; index <= bucket; index++) this.buckets[index % BUCKETS] = 0;
    this.newest = Math.max(this.newest, bucket);
  }
}
