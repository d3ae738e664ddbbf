import { MessageType } from '@mid-station/rtmp';
import { type HeaderSet } from './headers.js';
import { type LogDraft, type LogEntry, messageBytes } from './log-entry.js';
import { type Run, RunBuilder } from './run-builder.js';
import { type Slab, type SlabPool, sharedSlabs } from './slab.js';
import { messageLength, payloadOf, writeMessage } from './wire.js';
import { GOP_CACHE_BYTES_MAX, GOP_CACHE_MS_MAX } from '../limits.js';

/** Whoever reads the log at a pace of its own. Entries from `cursor` on are kept for it; null keeps nothing. */
export interface LogReader {
  readonly cursor: number | null;
}

/** The shared bytes of one flush: everything between two cuts, the same buffers for every target. */
export interface Batch extends Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Everything a session sends, serialised once, in order. Readers hold a position in it instead of a queue of their own, so
 * a further target costs no copy. Keeps the newest group of pictures and what its slowest reader still needs.
 */
export class MediaLog {
  /** Bytes and video frames ever appended. */
  position = 0;
  frames = 0;
  private entries: LogEntry[] = [];
  private base = 0;
  private cutAt = 0;
  private start: number | null = null;
  private writing: Slab | null = null;
  private keyframe: LogEntry | null = null;
  private readonly readers = new Set<LogReader>();

  constructor(private readonly slabs: SlabPool = sharedSlabs) {}

  /** Sequence number after the newest entry. */
  get end(): number {
    return this.base + this.entries.length;
  }

  /** Readers may read up to here: entries after it belong to the next flush. */
  get readable(): number {
    return this.cutAt;
  }

  /** The newest entry that a decoder can start at; null when none is kept. */
  get startSequence(): number | null {
    return this.start;
  }

  /** The newest keyframe with its headers; null before the first. The payload is a view: copy what must outlive the call. */
  get lastKeyframe(): { headers: HeaderSet; payload: Buffer } | null {
    const entry = this.keyframe;
    return entry && { headers: entry.startHeaders!, payload: payloadOf(messageBytes(entry)) };
  }

  entry(sequence: number): LogEntry {
    const entry = this.entries[sequence - this.base];
    if (!entry) throw new RangeError(`entry ${sequence} is outside the log (${this.base}..${this.end})`);
    return entry;
  }

  addReader(reader: LogReader): void {
    this.readers.add(reader);
  }

  removeReader(reader: LogReader): void {
    this.readers.delete(reader);
  }

  append(draft: LogDraft, now: number): void {
    const { slab, start, end } = this.write(draft);
    const entry: LogEntry = {
      type: draft.type,
      timestamp: draft.timestamp,
      isDisposable: draft.isDisposable ?? false,
      isHeader: draft.isHeader ?? false,
      startHeaders: draft.startHeaders ?? null,
      appendedAt: now,
      position: this.position,
      frame: this.frames,
      slab,
      start,
      end,
    };
    this.entries.push(entry);
    this.position += end - start;
    if (entry.type === MessageType.Video && !entry.isHeader) this.frames += 1;
    if (entry.startHeaders) this.startAt(entry);
    else this.boundStart(entry);
  }

  /** Closes the current batch and returns its bytes. */
  cut(): Batch {
    const from = this.cutAt;
    const run = new RunBuilder();
    for (let sequence = from; sequence < this.end; sequence++) run.addEntry(this.entry(sequence));
    this.cutAt = this.end;
    return { ...run.build(), from, to: this.cutAt };
  }

  /** Lets go of what neither a reader nor the cache needs. */
  trim(): void {
    let floor = this.start ?? this.cutAt;
    for (const { cursor } of this.readers) if (cursor !== null && cursor < floor) floor = cursor;
    const count = Math.min(floor, this.cutAt) - this.base;
    if (count <= 0) return;
    for (let index = 0; index < count; index++) this.slabs.release(this.entries[index]!.slab);
    this.entries.splice(0, count);
    this.base += count;
  }

  /** Frees everything. The log is not used afterwards. */
  close(): void {
    for (const entry of this.entries) this.slabs.release(entry.slab);
    if (this.writing) this.slabs.release(this.writing);
    if (this.keyframe) this.slabs.release(this.keyframe.slab);
    this.entries = [];
    this.writing = this.keyframe = this.start = null;
    this.readers.clear();
  }

  private write({ type, timestamp, payload }: LogDraft): { slab: Slab; start: number; end: number } {
    const length = messageLength(payload.length, timestamp);
    if (this.writing === null || this.writing.room < length) {
      if (this.writing) this.slabs.release(this.writing);
      this.writing = this.slabs.take(length);
    }
    const slab = this.writing;
    const start = slab.used;
    writeMessage(type, timestamp, payload, slab.bytes, start);
    slab.used += length;
    this.slabs.retain(slab);
    return { slab, start, end: slab.used };
  }

  private startAt(entry: LogEntry): void {
    this.start = this.end - 1;
    if (entry.type !== MessageType.Video) return;
    this.slabs.retain(entry.slab);
    if (this.keyframe) this.slabs.release(this.keyframe.slab);
    this.keyframe = entry;
  }

  private boundStart(newest: LogEntry): void {
    if (this.start === null) return;
    const first = this.entry(this.start);
    const isTooLarge = this.position - first.position > GOP_CACHE_BYTES_MAX;
    const isTooLong = newest.timestamp - first.timestamp > GOP_CACHE_MS_MAX;
    if (isTooLarge || isTooLong) this.start = null;
  }
}
