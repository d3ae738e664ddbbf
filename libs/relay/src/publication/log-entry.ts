import { type MediaType } from '@mid-station/rtmp';
import { type HeaderSet } from './headers.js';
import { type Slab } from './slab.js';

/** A message to be appended. Its timestamp is of the session's timeline; its payload is copied. */
export interface LogDraft {
  readonly type: MediaType;
  readonly timestamp: number;
  readonly payload: Buffer;
  /** No other frame refers to it. */
  readonly isDisposable?: boolean;
  /** Metadata or a sequence header: never dropped before frames. */
  readonly isHeader?: boolean;
  /** Set when a decoder that knows these headers can start here. */
  readonly startHeaders?: HeaderSet;
}

/** Where a serialised message lies. */
export interface MessagePlace {
  readonly slab: Slab;
  readonly start: number;
  readonly end: number;
}

/** One serialised message of the log. */
export interface LogEntry extends MessagePlace {
  readonly type: MediaType;
  readonly timestamp: number;
  readonly isDisposable: boolean;
  readonly isHeader: boolean;
  readonly startHeaders: HeaderSet | null;
  /** When it was appended, monotonic milliseconds. */
  readonly appendedAt: number;
  /** Bytes and video frames appended to the log before it. */
  readonly position: number;
  readonly frame: number;
}

/** A serialised message: a view into its slab. */
export function messageBytes({ slab, start, end }: MessagePlace): Buffer {
  return slab.bytes.subarray(start, end);
}
