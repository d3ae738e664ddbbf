import { ASSEMBLY_BYTES_INITIAL, ASSEMBLY_BYTES_KEPT } from '../limits.js';
import { type ChunkStream } from './chunk-stream.js';

/** Puts messages together that arrive in pieces. Keeps the last buffer, so that steady streams allocate nothing. */
export class Assembler {
  private spare: Buffer | null = null;

  append(stream: ChunkStream, bytes: Buffer, start: number, end: number): void {
    const total = stream.received + end - start;
    if (stream.assembly === null || stream.assembly.length < total) this.grow(stream, total);
    bytes.copy(stream.assembly!, stream.received, start, end);
    stream.received = total;
  }

  /** Takes the buffer back after its message was delivered or aborted. */
  release(stream: ChunkStream): void {
    const { assembly } = stream;
    stream.assembly = null;
    if (assembly === null || assembly.length > ASSEMBLY_BYTES_KEPT) return;
    if (this.spare === null || this.spare.length < assembly.length) this.spare = assembly;
  }

  private grow(stream: ChunkStream, total: number): void {
    const previous = stream.assembly;
    stream.assembly = this.takeSpare(total) ?? allocate(total, previous?.length ?? 0, stream.length);
    previous?.copy(stream.assembly, 0, 0, stream.received);
  }

  private takeSpare(total: number): Buffer | null {
    const { spare } = this;
    if (spare === null || spare.length < total) return null;
    this.spare = null;
    return spare;
  }
}

/** Doubles with what has arrived, never beyond what the message can need nor by what it merely declares. */
function allocate(total: number, previous: number, declared: number): Buffer {
  const size = Math.max(total, previous * 2, ASSEMBLY_BYTES_INITIAL);
  return Buffer.allocUnsafeSlow(Math.max(Math.min(size, declared), total));
}
