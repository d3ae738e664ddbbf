import { CACHED_HEADER_BYTES_MAX, CACHED_HEADERS_MAX } from '../limits.js';
import { type MediaMessage, MessageType } from '../message/types.js';
import { inspectAudio } from './audio.js';
import { isMetadata } from './metadata.js';
import { inspectVideo } from './video.js';

/**
 * The newest headers of a publication, one of each kind per track: metadata, sequence headers, and what belongs to those
 * (colours, order of channels). It is what a new or returning receiver needs before its first keyframe. Encoders may change
 * them in mid-stream; the last one counts.
 */
export class HeaderCache {
  private readonly headers = new Map<string, MediaMessage>();

  /** Keeps a copy when the message is a header. Returns whether it is one. */
  update(message: MediaMessage): boolean {
    const name = headerName(message);
    if (name === null) return false;
    const isNew = !this.headers.has(name);
    const hasRoom = !isNew || this.headers.size < CACHED_HEADERS_MAX;
    if (hasRoom && message.payload.length <= CACHED_HEADER_BYTES_MAX) this.keep(name, message);
    return true;
  }

  /** Metadata, then video, then audio headers, track by track, with the timestamp of the moment they are sent again. */
  messages(timestamp: number): MediaMessage[] {
    const names = [...this.headers.keys()].sort();
    return names.map((name) => ({ ...this.headers.get(name)!, timestamp }));
  }

  /** The lowest number of a picture's track that has a header; 0 when none has. */
  firstVideoTrack(): number {
    const pictures = [...this.headers.values()].filter(({ type }) => type === MessageType.Video);
    return pictures.length === 0 ? 0 : Math.min(...pictures.map(({ payload }) => inspectVideo(payload).trackId));
  }

  private keep(name: string, { type, timestamp, payload }: MediaMessage): void {
    this.headers.set(name, { type, timestamp, payload: Buffer.from(payload) });
  }
}

/** Kind, track, and which of its headers; sorts in the order in which they are sent. Null when the message is no header. */
function headerName({ type, payload }: MediaMessage): string | null {
  if (type === MessageType.Data) return isMetadata(payload) ? '0 metadata' : null;
  const info = type === MessageType.Video ? inspectVideo(payload) : inspectAudio(payload);
  if (!info.isHeader) return null;
  const kind = type === MessageType.Video ? '1 video' : '2 audio';
  return `${kind} ${String(info.trackId).padStart(3, '0')} ${info.isSequenceHeader ? 'a sequence header' : 'b more'}`;
}
