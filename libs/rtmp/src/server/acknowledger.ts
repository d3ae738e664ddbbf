import { ACKNOWLEDGEMENT_WINDOW } from '../limits.js';

/** Counts received bytes and says when an acknowledgement is due (Adobe RTMP 1.0, 5.4.3). */
export class Acknowledger {
  /** Bytes received since the end of the handshake. */
  received = 0;

  private window = ACKNOWLEDGEMENT_WINDOW;
  private acknowledged = 0;

  /** Adopts the window that the peer announced, when it is smaller than ours. */
  setWindow(bytes: number): void {
    if (bytes > 0) this.window = Math.min(bytes, ACKNOWLEDGEMENT_WINDOW);
  }

  count(bytes: number): void {
    this.received += bytes;
  }

  /** Whether the window has passed since the last time this was true. */
  isDue(): boolean {
    if (this.received - this.acknowledged < this.window) return false;
    this.acknowledged = this.received;
    return true;
  }
}
