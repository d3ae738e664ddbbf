import { ChunkParser } from './parser.js';
import { serializedLength, serializeInto, serializeMessage } from './serialize.js';
import { type RawMessage } from './chunk-stream.js';
import { control, uint } from '../testing/chunks.js';

const TIMESTAMPS = [0, 1, 0xfffffe, 0xffffff, 0x1000000, 0xfffffffe, 0xffffffff];
const SIZES = [0, 1, 127, 128, 129, 256, 257, 4096, 70_000];

function parse(bytes: Buffer, chunkSize: number): RawMessage[] {
  const messages: RawMessage[] = [];
  const parser = new ChunkParser((message) => messages.push({ ...message, payload: Buffer.from(message.payload) }));
  parser.allowMedia();
  parser.push(control(1, uint(chunkSize, 4)));
  parser.push(bytes);
  return messages;
}

describe('serializeMessage', () => {
  it.each(TIMESTAMPS)('writes what the parser reads, at timestamp %i', (timestamp) => {
    for (const chunkSize of [1, 128, 4096, 65_536]) {
      for (const size of SIZES.filter((bytes) => bytes <= chunkSize * 100)) {
        const message = { type: 9, timestamp, payload: Buffer.alloc(size, size) };
        const bytes = serializeMessage(message, { chunkSize, chunkStreamId: 6, streamId: 1 });
        expect(bytes.length).toBe(serializedLength(size, timestamp, chunkSize));
        const [parsed, ...others] = parse(bytes, chunkSize);
        expect(others).toEqual([]);
        expect(parsed).toMatchObject({ type: 9, timestamp, streamId: 1 });
        expect(parsed!.payload.equals(message.payload)).toBe(true);
      }
    }
  });

  it('writes the bytes of the specification', () => {
    const message = { type: 8, timestamp: 0x1000000, payload: Buffer.from('abcde') };
    const bytes = serializeMessage(message, { chunkSize: 4, chunkStreamId: 5, streamId: 2 });
    expect(bytes.toString('hex')).toBe('05ffffff000005080200000001000000' + '61626364' + 'c5' + '01000000' + '65');
  });

  it('writes into a given buffer and tells where it ends', () => {
    const into = Buffer.alloc(64);
    const message = { type: 8, timestamp: 0, payload: Buffer.from('ab') };
    const options = { chunkSize: 128, chunkStreamId: 4, streamId: 1 };
    expect(serializeInto(into, 10, message, options)).toBe(24);
    expect(into.subarray(10, 24)).toEqual(serializeMessage(message, options));
    expect([...into.subarray(0, 10), ...into.subarray(24)].every((byte) => byte === 0)).toBe(true);
  });

  it('throws a RangeError when the buffer is too small', () => {
    const message = { type: 8, timestamp: 0, payload: Buffer.from('ab') };
    const options = { chunkSize: 128, chunkStreamId: 4, streamId: 1 };
    expect(() => serializeInto(Buffer.alloc(13), 0, message, options)).toThrow(RangeError);
  });
});
