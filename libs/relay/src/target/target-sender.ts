import { type Batch, type MediaLog } from '../publication/media-log.js';
import { type Run } from '../publication/run-builder.js';
import { type Slab, type SlabPool } from '../publication/slab.js';
import { TargetQueue } from '../queue/target-queue.js';
import { type TargetConnection } from './target-connection.js';

/**
 * Moves a target's queue into its open connection: only while the kernel has taken everything before, so that what waits
 * can still be left out. Shared memory that the kernel has not taken yet stays referenced.
 */
export class TargetSender {
  bytesWritten = 0;
  private readonly queue: TargetQueue;
  private readonly pinned: Slab[] = [];

  constructor(
    log: MediaLog,
    private readonly slabs: SlabPool,
    private readonly connection: TargetConnection,
  ) {
    this.queue = new TargetQueue(log, connection.streamId);
  }

  get framesDropped(): number {
    return this.queue.framesDropped;
  }

  /** Whether something waits to be sent. */
  get isBehind(): boolean {
    return this.queue.isBehind;
  }

  /** Bytes that have left this process. */
  get bytesSent(): number {
    return this.bytesWritten - this.connection.bufferedBytes;
  }

  /** Sends what is due. `batch` is what was appended since the flush before, when this is a flush. */
  flush(now: number, batch: Batch | null): void {
    while (this.connection.bufferedBytes === 0) {
      this.unpin();
      const run = this.queue.take(now, batch);
      if (run.bytes === 0) return;
      this.write(run);
    }
    this.queue.enforce(now);
  }

  /** Nothing may be sent now; what waits too long is given up. */
  wait(now: number): void {
    this.queue.enforce(now);
  }

  /** The connection is done for. What the kernel may still hold is not written again. */
  close(): void {
    if (this.connection.bufferedBytes === 0) this.unpin();
    for (const slab of this.pinned) this.slabs.abandon(slab);
    this.queue.close();
  }

  private write(run: Run): void {
    const { buffers } = run;
    this.connection.write(buffers.length === 1 ? buffers[0]! : buffers); // a lone buffer takes a shorter way
    this.bytesWritten += run.bytes;
    if (this.connection.bufferedBytes === 0) return;
    for (const slab of run.slabs) {
      this.slabs.retain(slab);
      this.pinned.push(slab);
    }
  }

  private unpin(): void {
    for (const slab of this.pinned) this.slabs.release(slab);
    this.pinned.length = 0;
  }
}
