import { PUBLISHER_BURST_SECONDS, PUBLISHER_KBPS_MAX } from '../limits.js';

/** What the encoder of a session that sends too much is told. */
export const TOO_MUCH_DESCRIPTION =
  `quota_exceeded: the bitrate limit of ${PUBLISHER_KBPS_MAX} kbit/s was passed for too long. ` +
  'Lower the bitrate in your encoder, wait a moment, then start streaming again.';

/**
 * Holds what a session's encoders send against the limit, as a leaky bucket: what comes beyond it fills the bucket, and
 * what stays below empties it, also while nobody sends. Reconnecting therefore gains nothing.
 */
export class BitrateLimit {
  /** What came beyond the limit and has not drained, in kbit. */
  private excess = 0;
  private overflowed = false;

  /** The limit was passed for too long, and what came beyond it has not drained yet. */
  get isExceeded(): boolean {
    return this.overflowed;
  }

  /** Called each second with the present bitrate, in kbit/s. True when this is when the limit is exceeded. */
  judge(kbps: number): boolean {
    this.excess = Math.max(0, this.excess + kbps - PUBLISHER_KBPS_MAX);
    const was = this.overflowed;
    if (this.excess >= PUBLISHER_KBPS_MAX * PUBLISHER_BURST_SECONDS) this.overflow();
    else if (this.excess === 0) this.overflowed = false;
    return this.overflowed && !was;
  }

  private overflow(): void {
    this.overflowed = true;
    this.excess = PUBLISHER_KBPS_MAX * PUBLISHER_BURST_SECONDS; // whoever went far beyond waits no longer
  }
}
