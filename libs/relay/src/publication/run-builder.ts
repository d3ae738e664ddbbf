import { type LogEntry } from './log-entry.js';
import { type Slab } from './slab.js';
import { SHARED_STREAM_ID, withStreamId } from './wire.js';

/** Bytes to be written as they are, and the slabs that they lie in. */
export interface Run {
  readonly buffers: readonly Buffer[];
  readonly slabs: readonly Slab[];
  readonly bytes: number;
}

export const NOTHING: Run = { buffers: [], slabs: [], bytes: 0 };

/** Joins neighbouring log entries into as few buffers as possible. */
export class RunBuilder {
  bytes = 0;
  private buffers: Buffer[] | null = null;
  private slabs: Slab[] | null = null;
  private slab: Slab | null = null;
  private start = 0;
  private end = 0;

  constructor(private readonly streamId = SHARED_STREAM_ID) {}

  addEntry({ slab, start, end }: LogEntry): void {
    if (this.streamId !== SHARED_STREAM_ID) return this.addBytes(slab.bytes.subarray(start, end));
    this.bytes += end - start;
    if (this.slab === slab && this.end === start) {
      this.end = end;
      return;
    }
    this.flush();
    this.slab = slab;
    this.start = start;
    this.end = end;
  }

  /** A serialised message that lies outside the log. */
  addBytes(message: Buffer): void {
    this.flush();
    this.bytes += message.length;
    this.addBuffer(this.streamId === SHARED_STREAM_ID ? message : withStreamId(message, this.streamId));
  }

  build(): Run {
    this.flush();
    return { buffers: this.buffers ?? [], slabs: this.slabs ?? [], bytes: this.bytes };
  }

  private flush(): void {
    if (this.slab === null) return;
    this.addBuffer(this.slab.bytes.subarray(this.start, this.end));
    if (this.slabs) this.slabs.push(this.slab);
    else this.slabs = [this.slab];
    this.slab = null;
  }

  /** Nearly every run is one buffer: an array that was empty before would reserve room for seventeen. */
  private addBuffer(bytes: Buffer): void {
    if (this.buffers) this.buffers.push(bytes);
    else this.buffers = [bytes];
  }
}
