import { MessageType } from '@mid-station/rtmp';
import { EntryRing } from './entry-ring.js';
import { type HeaderSet } from './headers.js';
import { type LogDraft, type LogEntry, messageBytes, type MessagePlace } from './log-entry.js';
import { NOTHING, type Run, RunBuilder } from './run-builder.js';
import { type Slab, type SlabPool, sharedSlabs } from './slab.js';
import { messageLength, payloadOf, writeMessageInto } from './wire.js';
import { GOP_CACHE_BYTES_MAX, GOP_CACHE_MS_MAX } from '../limits.js';

/** Whoever reads the log at a pace of its own. Entries from `cursor` on are kept for it; null keeps nothing. */
export interface LogReader {
  readonly cursor: number | null;
}

/** The shared bytes of one flush: everything between two cuts, the same buffers for every target. */
export interface Batch {
  readonly run: Run;
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
  private readonly entries = new EntryRing();
  private cutAt = 0;
  private start: number | null = null;
  private isStartHeld = false;
  private writing: Slab | null = null;
  private keyframe: (MessagePlace & { readonly headers: HeaderSet }) | null = null;
  private readonly readers = new Set<LogReader>();

  constructor(private readonly slabs: SlabPool = sharedSlabs) {}

  /** Sequence number after the newest entry. */
  get end(): number {
    return this.entries.end;
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
    const { keyframe } = this;
    return keyframe && { headers: keyframe.headers, payload: payloadOf(messageBytes(keyframe)) };
  }

  /** An entry that is kept: valid until the log is trimmed beyond it. */
  entry(sequence: number): LogEntry {
    return this.entries.at(sequence);
  }

  addReader(reader: LogReader): void {
    this.readers.add(reader);
  }

  removeReader(reader: LogReader): void {
    this.readers.delete(reader);
  }

  append(draft: LogDraft, now: number): void {
    const length = messageLength(draft.payload.length, draft.timestamp);
    const slab = this.slabFor(length);
    const entry = this.entries.add();
    entry.type = draft.type;
    entry.timestamp = draft.timestamp;
    entry.isDisposable = draft.isDisposable ?? false;
    entry.isHeader = draft.isHeader ?? false;
    entry.startHeaders = draft.startHeaders ?? null;
    entry.appendedAt = now;
    entry.position = this.position;
    entry.frame = this.frames;
    entry.slab = slab;
    entry.start = slab.used;
    entry.end = slab.used += length;
    writeMessageInto(slab.bytes, entry.start, draft);
    this.slabs.retain(slab);
    this.position += length;
    if (entry.type === MessageType.Video && !entry.isHeader) this.frames += 1;
    if (entry.startHeaders) this.startAt(entry);
    if (this.start !== this.end - 1) this.boundStart(entry);
  }

  /** Closes the current batch and returns its bytes. */
  cut(): Batch {
    const from = this.cutAt;
    this.cutAt = this.end;
    return { run: this.runOf(from, this.cutAt), from, to: this.cutAt };
  }

  /** Whoever begins to read does so at the present start, whatever keyframes follow, within the bounds of the cache. */
  holdStart(): void {
    this.isStartHeld = this.start !== null;
  }

  letStartGo(): void {
    this.isStartHeld = false;
  }

  /** Lets go of what neither a reader nor the cache needs. */
  trim(): void {
    let floor = this.start ?? this.cutAt;
    for (const { cursor } of this.readers) if (cursor !== null && cursor < floor) floor = cursor;
    floor = Math.min(floor, this.cutAt);
    while (this.entries.base < floor) this.slabs.release(this.entries.drop());
  }

  /** Frees everything. The log is not used afterwards. */
  close(): void {
    while (this.entries.base < this.entries.end) this.slabs.release(this.entries.drop());
    if (this.writing) this.slabs.release(this.writing);
    if (this.keyframe) this.slabs.release(this.keyframe.slab);
    this.writing = this.keyframe = this.start = null;
    this.readers.clear();
  }

  private runOf(from: number, to: number): Run {
    if (from === to) return NOTHING;
    const run = new RunBuilder();
    for (let sequence = from; sequence < to; sequence++) run.addEntry(this.entry(sequence));
    return run.build();
  }

  private slabFor(length: number): Slab {
    if (this.writing === null || this.writing.room < length) {
      if (this.writing) this.slabs.release(this.writing);
      this.writing = this.slabs.take(length);
    }
    return this.writing;
  }

  private startAt(entry: LogEntry): void {
    if (!this.isStartHeld) this.start = this.end - 1;
    const { type, startHeaders, slab, start, end } = entry;
    if (type !== MessageType.Video || !startHeaders) return;
    this.slabs.retain(slab);
    if (this.keyframe) this.slabs.release(this.keyframe.slab);
    this.keyframe = { headers: startHeaders, slab, start, end };
  }

  private boundStart(newest: LogEntry): void {
    if (this.start === null) return;
    const first = this.entry(this.start);
    const isTooLarge = this.position - first.position > GOP_CACHE_BYTES_MAX;
    const isTooLong = newest.timestamp - first.timestamp > GOP_CACHE_MS_MAX;
    if (!isTooLarge && !isTooLong) return;
    this.isStartHeld = false;
    this.start = newest.startHeaders ? this.end - 1 : null;
  }
}
