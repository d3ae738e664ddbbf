import { type MediaMessage, type MediaType } from '@mid-station/rtmp';
import { payloadOf } from '../publication/wire.js';

const CHUNK_BYTES = 65_536;

/** Reads messages that each begin with a type 0 chunk, as the relay writes them. */
export class ChunkReader {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onMessage: (message: MediaMessage) => void) {}

  push(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const length = this.nextLength();
      if (length === null || length > this.rest.length) return;
      this.deliver(Buffer.from(this.rest.subarray(0, length)));
      this.rest = this.rest.subarray(length);
    }
  }

  private nextLength(): number | null {
    if (this.rest.length < 12) return null;
    if (this.rest[0]! >> 6 !== 0) throw new Error('a message does not begin with a type 0 chunk');
    const extended = this.rest.readUIntBE(1, 3) === 0xffffff ? 4 : 0;
    const length = this.rest.readUIntBE(4, 3);
    return 12 + extended + length + Math.max(0, Math.ceil(length / CHUNK_BYTES) - 1) * (1 + extended);
  }

  private deliver(message: Buffer): void {
    const short = message.readUIntBE(1, 3);
    this.onMessage({
      type: message[7] as MediaType,
      timestamp: short === 0xffffff ? message.readUInt32BE(12) : short,
      payload: payloadOf(message),
    });
  }
}
