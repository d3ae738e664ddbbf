import { MessageType } from '@mid-station/rtmp';
import { type LogEntry } from '../publication/log-entry.js';
import { type Batch, type LogReader, type MediaLog } from '../publication/media-log.js';
import { NOTHING, type Run, RunBuilder } from '../publication/run-builder.js';
import { SHARED_STREAM_ID, writeHeaders } from '../publication/wire.js';
import {
  DISPOSABLE_AGE_MS_MAX,
  DISPOSABLE_BYTES_MAX,
  PICTURE_AGE_MS_MAX,
  PICTURE_BYTES_MAX,
  QUEUE_AGE_MS_MAX,
  QUEUE_BYTES_MAX,
  WRITE_BYTES_MAX,
} from '../limits.js';

/**
 * What one target still has to get: a position in the shared log, and the rules of what is left out when it falls behind.
 * It begins, and begins again after everything was left out, with the headers and a keyframe. Never a byte of its own.
 */
export class TargetQueue implements LogReader {
  private next: number | null = null;
  /** Entries before this were sent or given up: the next start lies at or after it. */
  private notBefore = 0;
  private startedAt = 0;
  /** The picture is left out until the next keyframe. */
  private isSkipping = false;
  private dropped = 0;
  /** Frame count of the log at which everything began to be left out; null while the queue runs. */
  private droppedSince: number | null = null;

  constructor(
    private readonly log: MediaLog,
    private readonly streamId = SHARED_STREAM_ID,
  ) {
    log.addReader(this);
  }

  get cursor(): number | null {
    return this.next;
  }

  /** Whether it has begun and something waits. */
  get isBehind(): boolean {
    return this.next !== null && this.next < this.log.readable;
  }

  /** Video frames left out so far. */
  get framesDropped(): number {
    return this.dropped + (this.droppedSince === null ? 0 : this.log.frames - this.droppedSince);
  }

  /** The bytes to send next, `WRITE_BYTES_MAX` or a little more at a time; none when there is nothing to send. */
  take(now: number, batch: Batch | null): Run {
    if (batch && this.isAtBatch(batch)) {
      this.next = batch.to;
      return batch.run;
    }
    if (this.next === this.log.readable) return NOTHING;
    const run = new RunBuilder(this.streamId);
    if (this.next === null) this.begin(run, now);
    this.collect(run, now);
    return run.build();
  }

  /** To be called while nothing can be sent: gives up what has waited too long, so that it need not be kept. */
  enforce(now: number): void {
    if (this.next === null || this.next >= this.log.readable) return;
    const oldest = this.log.entry(this.next);
    if (this.age(oldest, now) <= QUEUE_AGE_MS_MAX && this.waiting(oldest) <= QUEUE_BYTES_MAX) return;
    this.notBefore = this.next;
    this.droppedSince = oldest.frame;
    this.next = null;
  }

  close(): void {
    this.next = null;
    this.log.removeReader(this);
  }

  private isAtBatch(batch: Batch): boolean {
    return this.next === batch.from && !this.isSkipping && this.streamId === SHARED_STREAM_ID;
  }

  private begin(run: RunBuilder, now: number): void {
    const start = this.log.startSequence;
    if (start === null || start < this.notBefore || start >= this.log.readable) return;
    const entry = this.log.entry(start);
    if (this.droppedSince !== null) this.dropped += Math.max(0, entry.frame - this.droppedSince);
    this.droppedSince = null;
    this.next = start;
    this.startedAt = now;
    this.isSkipping = false;
    this.resume(run, entry);
  }

  private resume(run: RunBuilder, { startHeaders, timestamp }: LogEntry): void {
    if (startHeaders) for (const message of writeHeaders(startHeaders, timestamp)) run.addBytes(message);
  }

  private collect(run: RunBuilder, now: number): void {
    while (this.next !== null && this.next < this.log.readable && run.bytes < WRITE_BYTES_MAX) {
      const entry = this.log.entry(this.next);
      this.next += 1;
      if (this.isSkipping && entry.startHeaders) {
        this.isSkipping = false;
        this.resume(run, entry);
      }
      if (this.isLeftOut(entry, now)) this.dropped += 1;
      else run.addEntry(entry);
    }
  }

  private isLeftOut(entry: LogEntry, now: number): boolean {
    if (entry.type !== MessageType.Video || entry.isHeader || entry.startHeaders) return false;
    if (this.isSkipping) return true;
    const age = this.age(entry, now);
    const waiting = this.waiting(entry);
    this.isSkipping = age > PICTURE_AGE_MS_MAX || waiting > PICTURE_BYTES_MAX;
    return this.isSkipping || (entry.isDisposable && (age > DISPOSABLE_AGE_MS_MAX || waiting > DISPOSABLE_BYTES_MAX));
  }

  /** How long an entry has waited for this target: what it found in the cache when it began has only waited since then. */
  private age(entry: LogEntry, now: number): number {
    return now - Math.max(entry.appendedAt, this.startedAt);
  }

  private waiting(entry: LogEntry): number {
    return this.log.position - entry.position;
  }
}
