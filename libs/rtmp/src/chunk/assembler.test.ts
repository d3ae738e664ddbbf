import { ASSEMBLY_BYTES_KEPT, ASSEMBLY_BYTES_SHARED } from '../limits.js';
import { Assembler } from './assembler.js';
import { ChunkStream } from './chunk-stream.js';

const PIECE = Buffer.alloc(16 * 1024, 7);

/** Puts a message of this size together; returns its memory, which its stream still holds. */
function assemble(assembler: Assembler, bytes: number): { stream: ChunkStream; memory: unknown } {
  const stream = Object.assign(new ChunkStream(), { length: bytes });
  while (stream.received < bytes) {
    assembler.append(stream, PIECE, 0, Math.min(PIECE.length, bytes - stream.received));
  }
  expect(stream.assembly!.subarray(0, bytes).every((byte) => byte === 7)).toBe(true);
  return { stream, memory: stream.assembly!.buffer };
}

describe('assembler', () => {
  it('uses its memory again for frames of any size that fits', () => {
    const assembler = new Assembler();
    const largest = assemble(assembler, ASSEMBLY_BYTES_KEPT);
    assembler.release(largest.stream);
    for (const bytes of [100, 20_000, ASSEMBLY_BYTES_KEPT]) {
      const { stream, memory } = assemble(assembler, bytes);
      expect(memory).toBe(largest.memory);
      assembler.release(stream);
    }
  });

  it('shares the memory of keyframes with other connections, but never while it is in use', () => {
    const [first, second] = [new Assembler(), new Assembler()];
    const one = assemble(first, ASSEMBLY_BYTES_KEPT + 1);
    const other = assemble(second, ASSEMBLY_BYTES_SHARED);
    expect(other.memory).not.toBe(one.memory);
    first.release(one.stream);
    expect(assemble(second, 300_000).memory).toBe(one.memory);
  });

  it('keeps nothing of a message that is larger than keyframes are', () => {
    const assembler = new Assembler();
    const { stream, memory } = assemble(assembler, ASSEMBLY_BYTES_SHARED * 2);
    assembler.release(stream);
    expect(assemble(assembler, ASSEMBLY_BYTES_SHARED * 2).memory).not.toBe(memory);
  });
});
