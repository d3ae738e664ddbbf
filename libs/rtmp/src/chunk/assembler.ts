import {
  ASSEMBLY_BYTES_INITIAL,
  ASSEMBLY_BYTES_KEPT,
  ASSEMBLY_BYTES_SHARED,
  SHARED_ASSEMBLIES_MAX,
} from '../limits.js';
import { type ChunkStream } from './chunk-stream.js';

/**
 * Puts messages together that arrive in pieces. Keeps the last small buffer, and shares large ones with all connections of
 * the process: steady streams allocate nothing, and few keyframes are under way at once.
 */
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
    if (assembly === null) return;
    if (assembly.length > ASSEMBLY_BYTES_KEPT) share(assembly);
    else if (this.spare === null || this.spare.length < assembly.length) this.spare = assembly;
  }

  private grow(stream: ChunkStream, total: number): void {
    const previous = stream.assembly;
    stream.assembly =
      this.takeSpare(total) ?? takeShared(total) ?? allocate(total, previous?.length ?? 0, stream.length);
    previous?.copy(stream.assembly, 0, 0, stream.received);
    if (previous && previous.length <= ASSEMBLY_BYTES_KEPT) this.spare = previous;
  }

  private takeSpare(total: number): Buffer | null {
    const { spare } = this;
    if (spare === null || spare.length < total) return null;
    this.spare = null;
    return spare;
  }
}

/** Buffers of `ASSEMBLY_BYTES_SHARED` that no connection uses now. */
const shared: Buffer[] = [];

function takeShared(total: number): Buffer | null {
  if (total <= ASSEMBLY_BYTES_KEPT || total > ASSEMBLY_BYTES_SHARED) return null;
  return shared.pop() ?? Buffer.allocUnsafeSlow(ASSEMBLY_BYTES_SHARED);
}

function share(assembly: Buffer): void {
  if (assembly.length === ASSEMBLY_BYTES_SHARED && shared.length < SHARED_ASSEMBLIES_MAX) shared.push(assembly);
}

/** Doubles with what has arrived, never beyond what the message can need nor by what it merely declares. */
function allocate(total: number, previous: number, declared: number): Buffer {
  const doubled = total <= ASSEMBLY_BYTES_KEPT ? Math.min(previous * 2, ASSEMBLY_BYTES_KEPT) : previous * 2;
  const size = Math.max(total, doubled, ASSEMBLY_BYTES_INITIAL);
  return Buffer.allocUnsafeSlow(Math.max(Math.min(size, declared), total));
}
