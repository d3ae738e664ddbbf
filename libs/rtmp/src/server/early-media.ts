import { EARLY_MEDIA_BYTES_MAX } from '../limits.js';
import { type MediaMessage } from '../message/types.js';

/** Copies of media that came before Publish.Start, in order. */
export class EarlyMedia {
  private messages: MediaMessage[] = [];
  private bytes = 0;

  /** Keeps a copy; false when there is no room for more and the sender should be held back. */
  keep({ type, timestamp, payload }: MediaMessage): boolean {
    this.messages.push({ type, timestamp, payload: Buffer.from(payload) });
    this.bytes += payload.length;
    return this.bytes < EARLY_MEDIA_BYTES_MAX;
  }

  /** Hands everything out and forgets it. */
  drain(deliver: (message: MediaMessage) => void): void {
    const { messages } = this;
    this.messages = [];
    this.bytes = 0;
    messages.forEach(deliver);
  }
}
