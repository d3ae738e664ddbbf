import { ProtocolViolation } from '../errors.js';
import { MESSAGE_BYTES_MAX, PARTIAL_BYTES_MAX } from '../limits.js';
import { CHUNK_SAMPLES, CHUNK_VIOLATIONS } from '../testing/chunk-samples.js';
import { chunk, control, uint } from '../testing/chunks.js';
import { splits } from '../testing/split.js';
import { ChunkParser } from './parser.js';

type Summary = [number, number, number, string];

function parse(pieces: readonly Buffer[]): Summary[] {
  const messages: Summary[] = [];
  const parser = new ChunkParser(({ type, timestamp, streamId, payload }) => {
    messages.push([type, timestamp, streamId, payload.toString('latin1')]);
  });
  for (const piece of pieces) parser.push(piece);
  return messages;
}

function violationOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ProtocolViolation) return error.code;
    throw error;
  }
  return 'none';
}

describe('ChunkParser', () => {
  it.each(CHUNK_SAMPLES)('understands $name, however the bytes are cut', ({ bytes, messages }) => {
    for (const pieces of splits(bytes)) expect(parse(pieces)).toEqual(messages);
  });

  it.each(CHUNK_VIOLATIONS)('refuses $name, however the bytes are cut', ({ bytes, code }) => {
    expect(violationOf(() => parse([bytes]))).toBe(code);
    expect(violationOf(() => parse(Array.from(bytes, (byte) => Buffer.from([byte]))))).toBe(code);
  });

  it('delivers a message that is whole in its input without copying it', () => {
    const bytes = chunk({ format: 0, id: 4 }, 'hello');
    const payloads: Buffer[] = [];
    new ChunkParser((message) => payloads.push(message.payload)).push(bytes);
    expect(payloads[0]!.buffer).toBe(bytes.buffer);
  });

  it('puts messages together in one buffer, used again', () => {
    const buffers = new Set<ArrayBufferLike>();
    const parser = new ChunkParser(({ payload }) => buffers.add(payload.buffer));
    const message = Buffer.concat([
      chunk({ format: 0, id: 4, length: 200 }, Buffer.alloc(128)),
      chunk({ format: 3, id: 4 }, Buffer.alloc(72)),
    ]);
    for (let count = 0; count < 10; count++) parser.push(message);
    expect(buffers.size).toBe(1);
  });

  it('takes large messages only once media is allowed', () => {
    const header = chunk({ format: 0, id: 4, length: MESSAGE_BYTES_MAX }, '');
    expect(violationOf(() => new ChunkParser(() => undefined).push(header))).toBe('message_too_large');
    const parser = new ChunkParser(() => undefined);
    parser.allowMedia();
    expect(violationOf(() => parser.push(header))).toBe('none');
  });

  it('bounds the bytes of all unfinished messages together', () => {
    const parser = new ChunkParser(() => undefined);
    parser.allowMedia();
    const unfinished = Buffer.alloc(PARTIAL_BYTES_MAX / 2);
    const fill = (): void => {
      parser.push(control(1, uint(unfinished.length, 4)));
      parser.push(chunk({ format: 0, id: 4, length: MESSAGE_BYTES_MAX }, unfinished));
      parser.push(chunk({ format: 0, id: 6, length: MESSAGE_BYTES_MAX }, unfinished));
      parser.push(chunk({ format: 0, id: 8, length: MESSAGE_BYTES_MAX }, 'one too many'));
    };
    expect(violationOf(fill)).toBe('too_many_partial_bytes');
  });

  it('allocates for what arrives, not for what is declared', () => {
    const parser = new ChunkParser(() => undefined);
    parser.allowMedia();
    const before = process.memoryUsage().arrayBuffers;
    for (let id = 4; id < 18; id++) parser.push(chunk({ format: 0, id, length: MESSAGE_BYTES_MAX }, Buffer.alloc(128)));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });

  it('stops in the middle of its input when told', () => {
    const seen: string[] = [];
    const parser = new ChunkParser(({ payload }) => {
      seen.push(payload.toString());
      parser.stop();
    });
    parser.push(Buffer.concat([chunk({ format: 0, id: 4 }, 'one'), chunk({ format: 0, id: 4 }, 'two')]));
    expect(seen).toEqual(['one']);
  });

  it('bounds the chunks that a peer may send, so that chunks of one byte cannot buy much work', () => {
    const parser = new ChunkParser(() => undefined);
    const empty = Buffer.alloc(100_000, chunk({ format: 3, id: 4 }));
    const flood = (): void => {
      for (let count = 0; count < 10; count++) parser.push(empty);
    };
    expect(violationOf(flood)).toBe('too_many_chunks');
  });
});
