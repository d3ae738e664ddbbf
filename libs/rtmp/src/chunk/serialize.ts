import { type RawMessage } from './chunk-stream.js';

/** Chunk stream ids that our side writes on; all fit the one-byte form. Any would do, these are what FFmpeg uses. */
export const ChunkStreamId = { Control: 2, Command: 3, Audio: 4, Data: 5, Video: 6, Publish: 8 } as const;

/** Where and how a message is written. */
export interface SerializeOptions {
  readonly chunkSize: number;
  /** 2..63: the one-byte form. */
  readonly chunkStreamId: number;
  /** Message stream id; 0 for the connection itself. */
  readonly streamId: number;
}

type Message = Omit<RawMessage, 'streamId'>;

const FIRST_HEADER_BYTES = 12;
const NEXT_HEADER_BYTES = 1;
const EXTENDED_BYTES = 4;
const EXTENDED = 0xffffff;

/** Bytes that `serializeMessage` writes. */
export function serializedLength(payloadLength: number, timestamp: number, chunkSize: number): number {
  const continuations = Math.max(0, Math.ceil(payloadLength / chunkSize) - 1);
  const extended = timestamp >= EXTENDED ? EXTENDED_BYTES : 0;
  return FIRST_HEADER_BYTES + extended + payloadLength + continuations * (NEXT_HEADER_BYTES + extended);
}

/**
 * One message as a type 0 chunk with an absolute timestamp followed by type 3 chunks (Adobe RTMP 1.0, 5.3), so that it
 * depends on nothing sent before and can be shared by all targets with the same stream id and chunk size.
 */
export function serializeMessage(message: Message, options: SerializeOptions): Buffer {
  const bytes = Buffer.allocUnsafe(serializedLength(message.payload.length, message.timestamp, options.chunkSize));
  serializeInto(bytes, 0, message, options);
  return bytes;
}

/** Writes the same at `start` of `into`; returns the position after it. RangeError when `into` is too small. */
export function serializeInto(into: Buffer, start: number, message: Message, options: SerializeOptions): number {
  const { payload, timestamp } = message;
  const length = serializedLength(payload.length, timestamp, options.chunkSize);
  if (start + length > into.length) throw new RangeError(`message needs ${length} bytes at ${start} of ${into.length}`);
  let position = writeFirstHeader(into, start, message, options);
  for (let sent = 0; sent < payload.length; sent += options.chunkSize) {
    if (sent > 0) position = writeNextHeader(into, position, options.chunkStreamId, timestamp);
    position += payload.copy(into, position, sent, sent + options.chunkSize);
  }
  return position;
}

function writeFirstHeader(
  into: Buffer,
  start: number,
  { type, timestamp, payload }: Message,
  { chunkStreamId, streamId }: SerializeOptions,
): number {
  into[start] = chunkStreamId;
  into.writeUIntBE(Math.min(timestamp, EXTENDED), start + 1, 3);
  into.writeUIntBE(payload.length, start + 4, 3);
  into[start + 7] = type;
  into.writeUInt32LE(streamId, start + 8);
  if (timestamp < EXTENDED) return start + FIRST_HEADER_BYTES;
  return into.writeUInt32BE(timestamp, start + FIRST_HEADER_BYTES);
}

function writeNextHeader(into: Buffer, position: number, chunkStreamId: number, timestamp: number): number {
  into[position] = 0xc0 | chunkStreamId;
  return timestamp < EXTENDED ? position + 1 : into.writeUInt32BE(timestamp, position + 1);
}
