import { ProtocolViolation } from '../errors.js';
import {
  CHUNK_BURST_MAX,
  CHUNK_RATE_MAX,
  CHUNK_SIZE_DEFAULT,
  CHUNK_STREAMS_MAX,
  COMMAND_BYTES_MAX,
  MESSAGE_BYTES_MAX,
  PARTIAL_BYTES_MAX,
  PARTIAL_MESSAGES_MAX,
} from '../limits.js';
import { readAbort, readSetChunkSize } from '../message/control.js';
import { MessageType } from '../message/types.js';
import { TokenBucket } from '../token-bucket.js';
import { Assembler } from './assembler.js';
import { ChunkStream, type RawMessage } from './chunk-stream.js';

/** Basic header (3), type 0 message header (11), extended timestamp (4). */
const HEADER_BYTES_MAX = 18;
/** Value of the 24-bit timestamp field that announces an extended timestamp. */
const EXTENDED = 0xffffff;
const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;

/**
 * Turns the bytes of one direction of an RTMP connection into messages (Adobe RTMP 1.0, 5.3).
 *
 * Bytes may come in any pieces. A message that lies whole in one chunk of the input is delivered as a view of it; only
 * messages split over chunks or reads are put together in a buffer that is used again. Set Chunk Size and Abort are
 * obeyed here and not delivered. Throws ProtocolViolation; after that the parser must not be used.
 */
export class ChunkParser {
  private chunkSize = CHUNK_SIZE_DEFAULT;
  private messageBytesMax = COMMAND_BYTES_MAX;
  private readonly streams = new Map<number, ChunkStream>();
  private readonly assembler = new Assembler();
  /** Bounds the work that a peer can cause: chunks may be as small as a byte. */
  private readonly rate = new TokenBucket(CHUNK_BURST_MAX, CHUNK_RATE_MAX);
  private chunks = 0;
  private partialMessages = 0;
  private partialBytes = 0;
  private readonly carry = Buffer.allocUnsafe(HEADER_BYTES_MAX);
  private carried = 0;
  private current: ChunkStream | null = null;
  private chunkRemaining = 0;
  private stopped = false;

  constructor(private readonly onMessage: (message: RawMessage) => void) {}

  /** Allows messages as large as media can be; until then only those of command size are taken. */
  allowMedia(): void {
    this.messageBytesMax = MESSAGE_BYTES_MAX;
  }

  /** Ends parsing, also in the middle of a `push`. */
  stop(): void {
    this.stopped = true;
  }

  push(bytes: Buffer): void {
    this.chunks = 0;
    this.parse(bytes);
    if (!this.rate.take(this.chunks)) {
      throw new ProtocolViolation('too_many_chunks', `more than ${CHUNK_RATE_MAX} chunks a second`);
    }
  }

  private parse(bytes: Buffer): void {
    let position = this.carried > 0 ? this.finishCarriedHeader(bytes) : 0;
    while (position < bytes.length && !this.stopped) {
      if (this.current !== null) {
        position = this.readPayload(this.current, bytes, position);
        continue;
      }
      const next = this.readHeader(bytes, position, bytes.length);
      if (next < 0) {
        this.carried = bytes.copy(this.carry, 0, position);
        return;
      }
      position = next;
    }
  }

  /** Completes a header whose first bytes came with an earlier push. Returns where the input goes on. */
  private finishCarriedHeader(bytes: Buffer): number {
    const before = this.carried;
    const available = before + bytes.copy(this.carry, before);
    const next = this.readHeader(this.carry, 0, available);
    this.carried = next < 0 ? available : 0;
    if (next < 0) return bytes.length;
    if (next >= before) return next - before;
    // What was kept as a possible extended timestamp turned out to be payload already.
    this.parse(Buffer.concat([this.carry.subarray(next, before), bytes]));
    return bytes.length;
  }

  /** Reads one chunk header; returns the position after it, or -1 when it is not complete and nothing was changed. */
  private readHeader(bytes: Buffer, start: number, end: number): number {
    const first = bytes[start]!;
    const form = first & 0x3f;
    const basicBytes = form === 0 ? 2 : form === 1 ? 3 : 1;
    if (start + basicBytes > end) return -1;
    let id = form;
    if (form === 0) id = 64 + bytes[start + 1]!;
    else if (form === 1) id = 64 + bytes[start + 1]! + 256 * bytes[start + 2]!;
    const stream = this.streams.get(id) ?? this.openStream(id);
    const at = start + basicBytes;
    const format = first >> 6;
    if (format !== 3) return this.readMessageHeader(stream, format, bytes, at, end);
    return stream.isPartial
      ? this.readContinuation(stream, bytes, at, end)
      : this.readRepetition(stream, bytes, at, end);
  }

  private openStream(id: number): ChunkStream {
    if (this.streams.size >= CHUNK_STREAMS_MAX) {
      throw new ProtocolViolation('too_many_chunk_streams', `more than ${CHUNK_STREAMS_MAX} chunk streams`);
    }
    const stream = new ChunkStream();
    this.streams.set(id, stream);
    return stream;
  }

  private readMessageHeader(stream: ChunkStream, format: number, bytes: Buffer, start: number, end: number): number {
    const headerEnd = start + MESSAGE_HEADER_BYTES[format]!;
    if (headerEnd > end) return -1;
    const field = bytes.readUIntBE(start, 3);
    const isExtended = field === EXTENDED;
    const next = isExtended ? headerEnd + 4 : headerEnd;
    if (next > end) return -1;
    if (stream.isPartial)
      throw new ProtocolViolation('chunk_header', 'a new message header in the middle of a message');
    const value = isExtended ? bytes.readUInt32BE(headerEnd) : field;
    stream.isExtended = isExtended;
    stream.extended = value;
    stream.delta = value;
    stream.timestamp = format === 0 ? value : (stream.timestamp + value) >>> 0;
    if (format <= 1) {
      stream.length = bytes.readUIntBE(start + 3, 3);
      stream.type = bytes[start + 6]!;
    }
    if (format === 0) stream.streamId = bytes.readUInt32LE(start + 7);
    this.beginMessage(stream);
    return next;
  }

  /** A type 3 chunk that starts a message: everything as before, time advanced by the previous delta. */
  private readRepetition(stream: ChunkStream, bytes: Buffer, start: number, end: number): number {
    let next = start;
    if (stream.isExtended) {
      next = start + 4;
      if (next > end) return -1;
      stream.extended = stream.delta = bytes.readUInt32BE(start);
    }
    stream.timestamp = (stream.timestamp + stream.delta) >>> 0;
    this.beginMessage(stream);
    return next;
  }

  /** A type 3 chunk that goes on with a message. Some senders leave the repeated extended timestamp out. */
  private readContinuation(stream: ChunkStream, bytes: Buffer, start: number, end: number): number {
    let next = start;
    if (stream.isExtended) {
      if (start + 4 > end) return -1;
      if (bytes.readUInt32BE(start) === stream.extended) next = start + 4;
    }
    this.beginChunk(stream);
    return next;
  }

  private beginMessage(stream: ChunkStream): void {
    if (stream.length > this.messageBytesMax) {
      throw new ProtocolViolation(
        'message_too_large',
        `message of ${stream.length} bytes, at most ${this.messageBytesMax} are taken here`,
      );
    }
    if (stream.length === 0) {
      this.chunks++;
      this.deliver(stream, EMPTY);
      return;
    }
    if (++this.partialMessages > PARTIAL_MESSAGES_MAX) {
      throw new ProtocolViolation('too_many_partial_messages', `more than ${PARTIAL_MESSAGES_MAX} unfinished messages`);
    }
    stream.isPartial = true;
    stream.received = 0;
    this.beginChunk(stream);
  }

  private beginChunk(stream: ChunkStream): void {
    this.chunks++;
    this.current = stream;
    this.chunkRemaining = Math.min(this.chunkSize, stream.length - stream.received);
  }

  /** Takes payload of the current chunk; returns where the input goes on. */
  private readPayload(stream: ChunkStream, bytes: Buffer, position: number): number {
    const taken = Math.min(this.chunkRemaining, bytes.length - position);
    const next = position + taken;
    if (taken === stream.length) {
      this.finish(stream, bytes.subarray(position, next));
      return next;
    }
    this.partialBytes += taken;
    if (this.partialBytes > PARTIAL_BYTES_MAX) {
      throw new ProtocolViolation(
        'too_many_partial_bytes',
        `more than ${PARTIAL_BYTES_MAX} bytes of unfinished messages`,
      );
    }
    this.assembler.append(stream, bytes, position, next);
    this.chunkRemaining -= taken;
    if (stream.received === stream.length) this.finishAssembled(stream);
    else if (this.chunkRemaining === 0) this.current = null;
    return next;
  }

  private finishAssembled(stream: ChunkStream): void {
    const assembly = stream.assembly!;
    this.partialBytes -= stream.received;
    this.finish(stream, assembly.subarray(0, stream.length));
    this.assembler.release(stream);
  }

  private finish(stream: ChunkStream, payload: Buffer): void {
    this.partialMessages--;
    stream.isPartial = false;
    this.current = null;
    this.deliver(stream, payload);
  }

  private deliver(stream: ChunkStream, payload: Buffer): void {
    if (stream.type === MessageType.SetChunkSize) this.chunkSize = readSetChunkSize(payload);
    else if (stream.type === MessageType.Abort) this.abort(readAbort(payload));
    else this.onMessage({ type: stream.type, timestamp: stream.timestamp, streamId: stream.streamId, payload });
  }

  /** Forgets the unfinished message of a chunk stream; its header is kept for later chunks. */
  private abort(id: number): void {
    const stream = this.streams.get(id);
    if (!stream?.isPartial) return;
    this.partialMessages--;
    this.partialBytes -= stream.received;
    stream.isPartial = false;
    this.assembler.release(stream);
  }
}

const EMPTY = Buffer.alloc(0);
