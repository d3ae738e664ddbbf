import {
  CHUNK_SIZE_WRITTEN,
  ChunkStreamId,
  type MediaType,
  MessageType,
  serializedLength,
  serializeInto,
  serializeMessage,
  type SerializeOptions,
} from '@mid-station/rtmp';
import { type HeaderSet } from './headers.js';

/** Message stream id of the shared bytes: what nearly every server returns from createStream. */
export const SHARED_STREAM_ID = 1;
/** Where the stream id stands in a serialised message: after the one-byte basic header, behind 7 bytes (RTMP 5.3.1.2.1). */
const STREAM_ID_OFFSET = 8;
const TYPE_0_HEADER_BYTES = 12;
const EXTENDED_TIMESTAMP = 0xffffff;
const TIMESTAMP_MODULUS = 2 ** 32;

const SHARED_BY_ALL: Record<MediaType, SerializeOptions> = {
  [MessageType.Audio]: onChunkStream(ChunkStreamId.Audio),
  [MessageType.Video]: onChunkStream(ChunkStreamId.Video),
  [MessageType.Data]: onChunkStream(ChunkStreamId.Data),
};

/** A message of the session's timeline. */
interface TimedMessage {
  readonly type: MediaType;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** A timestamp of the session's timeline as it goes on the wire. */
export function wireTimestamp(timestamp: number): number {
  return timestamp % TIMESTAMP_MODULUS;
}

/** Bytes that a message takes. */
export function messageLength(payloadLength: number, timestamp: number): number {
  return serializedLength(payloadLength, wireTimestamp(timestamp), CHUNK_SIZE_WRITTEN);
}

/** Writes a message at `start` of `into`, as all targets get it. */
export function writeMessageInto(into: Buffer, start: number, { type, timestamp, payload }: TimedMessage): void {
  serializeInto(into, start, { type, timestamp: wireTimestamp(timestamp), payload }, SHARED_BY_ALL[type]);
}

/** The same as a buffer of its own. */
export function writeMessage(type: MediaType, timestamp: number, payload: Buffer): Buffer {
  return serializeMessage({ type, timestamp: wireTimestamp(timestamp), payload }, SHARED_BY_ALL[type]);
}

/** The headers, ready to be sent ahead of what happens at `timestamp`. */
export function writeHeaders({ messages }: HeaderSet, timestamp: number): Buffer[] {
  return messages.map(({ type, payload }) => writeMessage(type, timestamp, payload));
}

/** A copy of one serialised message for a target whose stream id is not the shared one. */
export function withStreamId(message: Buffer, streamId: number): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt32LE(streamId, STREAM_ID_OFFSET);
  return copy;
}

/** The payload inside a serialised message: a view when it is one chunk, otherwise a copy without the chunk headers. */
export function payloadOf(message: Buffer): Buffer {
  const length = message.readUIntBE(4, 3);
  const extended = message.readUIntBE(1, 3) === EXTENDED_TIMESTAMP ? 4 : 0;
  const start = TYPE_0_HEADER_BYTES + extended;
  if (length <= CHUNK_SIZE_WRITTEN) return message.subarray(start, start + length);
  const payload = Buffer.allocUnsafe(length);
  for (let copied = 0, from = start; copied < length; from += 1 + extended) {
    const size = Math.min(CHUNK_SIZE_WRITTEN, length - copied);
    message.copy(payload, copied, from, from + size);
    copied += size;
    from += size;
  }
  return payload;
}

function onChunkStream(chunkStreamId: number): SerializeOptions {
  return { chunkSize: CHUNK_SIZE_WRITTEN, chunkStreamId, streamId: SHARED_STREAM_ID };
}
