/** A message as the chunk layer delivers it. The payload is valid only during the callback. */
export interface RawMessage {
  readonly type: number;
  /** Milliseconds, modulo 2^32. */
  readonly timestamp: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** What one chunk stream id remembers: the header that later chunks refer to, and its unfinished message. */
export class ChunkStream {
  timestamp = 0;
  /** What a type 3 chunk that starts a message adds. */
  delta = 0;
  length = 0;
  type = 0;
  streamId = 0;
  /** The last message header carried an extended timestamp, so its type 3 chunks repeat it. */
  isExtended = false;
  /** That extended timestamp, as sent. */
  extended = 0;
  /** A message has begun and not ended. */
  isPartial = false;
  /** Payload bytes of the unfinished message. */
  received = 0;
  /** Where a message is put together that does not lie in one piece of the input. */
  assembly: Buffer | null = null;
}
