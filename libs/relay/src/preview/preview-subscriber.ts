import { flvHeader, flvTag } from '@mid-station/rtmp';
import { type LogEntry, messageBytes } from '../publication/log-entry.js';
import { type HeaderSet } from '../publication/headers.js';
import { type LogReader, type MediaLog } from '../publication/media-log.js';
import { payloadOf, wireTimestamp } from '../publication/wire.js';
import { PREVIEW_BUFFERED_BYTES_MAX } from '../limits.js';

/** Where a preview's bytes go: a viewer's connection. */
export interface PreviewSink {
  /** Takes bytes of an FLV stream. Called at most once per flush. */
  write(bytes: Buffer): void;
  /** Bytes written but not yet taken by the viewer's connection. */
  readonly bufferedBytes: number;
  /** The session is over; nothing follows. */
  end(): void;
}

/** One viewer's FLV stream: headers and the cached group of pictures first, then what is live. A slow one skips ahead. */
export class PreviewSubscriber implements LogReader {
  private next: number | null = null;
  private notBefore = 0;
  private isOpened = false;

  constructor(
    private readonly log: MediaLog,
    private readonly sink: PreviewSink,
  ) {
    log.addReader(this);
  }

  get cursor(): number | null {
    return this.next;
  }

  flush(): void {
    if (this.sink.bufferedBytes > PREVIEW_BUFFERED_BYTES_MAX) return this.fallBehind();
    const tags: Buffer[] = [];
    if (this.next === null) this.begin(tags);
    for (; this.next !== null && this.next < this.log.readable; this.next++)
      tags.push(entryTag(this.log.entry(this.next)));
    if (tags.length > 0) this.sink.write(Buffer.concat(tags));
  }

  close(): void {
    this.next = null;
    this.log.removeReader(this);
  }

  private fallBehind(): void {
    this.notBefore = this.log.readable;
    this.next = null;
  }

  private begin(tags: Buffer[]): void {
    const start = this.log.startSequence;
    if (start === null || start < this.notBefore || start >= this.log.readable) return;
    this.next = start;
    const { startHeaders, timestamp } = this.log.entry(start);
    if (!startHeaders) return;
    if (!this.isOpened) tags.push(fileHeader(startHeaders));
    this.isOpened = true;
    for (const { type, payload } of startHeaders.messages) {
      tags.push(flvTag({ type, timestamp: wireTimestamp(timestamp), payload }));
    }
  }
}

/** Sound announced but never sent keeps players waiting, so only what has shown itself is announced. */
function fileHeader(headers: HeaderSet): Buffer {
  return flvHeader({ video: headers.video !== null, audio: headers.audio !== null });
}

function entryTag(entry: LogEntry): Buffer {
  const payload = payloadOf(messageBytes(entry));
  return flvTag({ type: entry.type, timestamp: wireTimestamp(entry.timestamp), payload });
}
