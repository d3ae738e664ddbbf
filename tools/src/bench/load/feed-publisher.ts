import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChunkStreamId,
  encodeProxyHeader,
  MessageType,
  parseTargetUrl,
  PublisherClient,
  serializeMessage,
} from '@mid-station/rtmp';
import { type Feed, type FeedFrame } from '../feed/feed.js';
import { type StampedType, writeStamp } from '../feed/stamp.js';
import { monotonicMicros } from './clock.js';

/** Chunk size that OBS publishes with, in bytes. */
const CHUNK_SIZE = 4096;
/**
 * Milliseconds between its announcement and the first chunk of that size. nginx-rtmp loses bytes that it has already read
 * behind the announcement of a chunk size smaller than the one before.
 */
const CHUNK_SIZE_PAUSE_MS = 500;
/** Places in a serialised type 0 chunk (Adobe RTMP 1.0, 5.3.1.2.1). */
const TIMESTAMP_OFFSET = 1;
const STREAM_ID_OFFSET = 8;
const HEADER_BYTES = 12;

/** Where to publish. */
export interface PublishAddress {
  readonly url: string;
  readonly key: string;
  /** Whether a PROXY header is expected there. */
  readonly isProxied?: boolean;
}

/** A frame as it goes on the wire, but for timestamp, stream id and stamp. */
interface Template {
  readonly type: StampedType;
  readonly timestamp: number;
  readonly bytes: Buffer;
  readonly stampOffset: number;
}

/** The feed, serialised once for all publishers. */
export interface PreparedFeed {
  readonly chunkSize: Buffer;
  readonly headers: readonly Buffer[];
  readonly templates: readonly Template[];
  readonly loopMs: number;
}

export function prepareFeed(feed: Feed): PreparedFeed {
  return {
    chunkSize: announceChunkSize(),
    headers: feed.headers.map((header) => serialize(header.type, 0, header.payload)),
    templates: feed.frames.map(toTemplate),
    loopMs: feed.loopMs,
  };
}

function toTemplate({ type, timestamp, payload, stampOffset }: FeedFrame): Template {
  return { type, timestamp, bytes: serialize(type, timestamp, payload), stampOffset: HEADER_BYTES + stampOffset };
}

/** The addresses are only seen in reports. */
function proxyHeader(port: number): Buffer {
  const address = '127.0.0.1';
  return encodeProxyHeader({
    sourceAddress: address,
    sourcePort: 1,
    destinationAddress: address,
    destinationPort: port,
  });
}

/** In the client's own chunk size, of which these four bytes are one chunk. */
function announceChunkSize(): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(CHUNK_SIZE);
  return serializeMessage(
    { type: MessageType.SetChunkSize, timestamp: 0, payload },
    { chunkSize: CHUNK_SIZE, chunkStreamId: ChunkStreamId.Control, streamId: 0 },
  );
}

function serialize(type: number, timestamp: number, payload: Buffer): Buffer {
  // OBS sends all of them on one chunk stream.
  const chunkStreamId = ChunkStreamId.Audio;
  return serializeMessage({ type, timestamp, payload }, { chunkSize: CHUNK_SIZE, chunkStreamId, streamId: 1 });
}

/** One encoder: sends each frame when it is due, as one write. */
export class FeedPublisher {
  /** Why the connection ended, once it has. */
  ended: Error | null = null;

  private next = 0;
  private lap = 0;
  private startAt = 0;
  private readonly client: PublisherClient;
  private readonly sequences: Record<StampedType, number> = { [MessageType.Audio]: 0, [MessageType.Video]: 0 };

  constructor(
    private readonly feed: PreparedFeed,
    { url: address, key, isProxied }: PublishAddress,
  ) {
    const url = parseTargetUrl(address);
    this.client = new PublisherClient({ url, key, ...(isProxied && { preamble: proxyHeader(url.port) }) });
    this.client.onClose = (error) => (this.ended = error ?? new Error('closed'));
  }

  /** Resolves when the headers are sent; the first frame is due `delayMs` later. */
  async open(delayMs: number): Promise<void> {
    await this.client.open();
    this.client.write(this.feed.chunkSize);
    await sleep(CHUNK_SIZE_PAUSE_MS);
    for (const header of this.feed.headers) this.client.write(this.addressed(header));
    this.startAt = performance.now() + delayMs;
  }

  /** Sends what is due; tells how late each frame is, in milliseconds. */
  sendDue(now: number, onSent: (lateMs: number) => void): void {
    for (;;) {
      const template = this.feed.templates[this.next]!;
      const timestamp = this.lap * this.feed.loopMs + template.timestamp;
      const dueAt = this.startAt + timestamp;
      if (dueAt > now || this.ended) return;
      this.send(template, timestamp);
      onSent(now - dueAt);
      this.advance();
    }
  }

  destroy(): void {
    this.client.destroy();
  }

  private send({ type, bytes, stampOffset }: Template, timestamp: number): void {
    const copy = this.addressed(bytes);
    copy.writeUIntBE(timestamp, TIMESTAMP_OFFSET, 3);
    writeStamp(copy, stampOffset, { sequence: this.sequences[type]++, micros: monotonicMicros() });
    this.client.write(copy);
  }

  /** A copy, because the socket may keep the bytes, with the stream id that this server gave us. */
  private addressed(message: Buffer): Buffer {
    const copy = Buffer.from(message);
    copy.writeUInt32LE(this.client.streamId, STREAM_ID_OFFSET);
    return copy;
  }

  private advance(): void {
    this.next = (this.next + 1) % this.feed.templates.length;
    if (this.next === 0) this.lap++;
  }
}
