/** Steps in a row that make a rate: half a second of frames or more. */
const STEADY_STEPS = 30;
/** Share by which a step may differ: timestamps are whole milliseconds, so that 60 frames a second step by 16 or 17. */
const TOLERANCE = 0.25;
/** How much one step moves the usual one. */
const GAIN = 1 / 16;

/**
 * Counts the frames that an encoder left out, as one does whose connection is too slow: holes in a steady rate, which goes
 * on as before. A rate that changes, or never is steady, has none.
 */
export class FrameGaps {
  private usual = 0;
  private steady = 0;
  /** Frames that would fill the hole behind the newest frame. */
  private hole = 0;
  private count = 0;

  /** How many were left out since the beginning. */
  get dropped(): number {
    return this.count;
  }

  /** Takes the milliseconds from one frame's timestamp to the next one's. */
  step(ms: number): void {
    if (Math.abs(ms - this.usual) <= this.usual * TOLERANCE) this.goOn(ms);
    else if (this.hole === 0 && this.steady >= STEADY_STEPS && ms > this.usual)
      this.hole = Math.round(ms / this.usual) - 1;
    else this.beginAnew(ms);
  }

  private goOn(ms: number): void {
    this.count += this.hole;
    this.hole = 0;
    this.steady += 1;
    this.usual += (ms - this.usual) * GAIN;
  }

  private beginAnew(ms: number): void {
    this.usual = Math.max(0, ms);
    this.steady = 1;
    this.hole = 0;
  }
}
