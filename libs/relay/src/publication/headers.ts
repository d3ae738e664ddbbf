import { MessageType, type MediaType } from '@mid-station/rtmp';

/** The newest metadata and sequence headers: what a decoder needs before the first frame. Immutable; payloads are copies. */
export interface HeaderSet {
  /** `@setDataFrame onMetaData`. */
  readonly metadata: Buffer | null;
  readonly video: Buffer | null;
  readonly audio: Buffer | null;
}

export const NO_HEADERS: HeaderSet = { metadata: null, video: null, audio: null };

/** AMF0 string `@setDataFrame`: makes a receiving server keep the metadata for its viewers. */
const SET_DATA_FRAME = Buffer.from('\x02\x00\x0d@setDataFrame', 'latin1');

/** Metadata as a publisher sends it: wrapped in `@setDataFrame`, once. Always a copy. */
export function asPublished(metadata: Buffer): Buffer {
  const isWrapped = metadata.subarray(0, SET_DATA_FRAME.length).equals(SET_DATA_FRAME);
  return isWrapped ? Buffer.from(metadata) : Buffer.concat([SET_DATA_FRAME, metadata]);
}

/** The headers as messages, in the order in which a publisher sends them. */
export function headerMessages(headers: HeaderSet): { type: MediaType; payload: Buffer }[] {
  return [
    { type: MessageType.Data, payload: headers.metadata },
    { type: MessageType.Video, payload: headers.video },
    { type: MessageType.Audio, payload: headers.audio },
  ].filter((message): message is { type: MediaType; payload: Buffer } => message.payload !== null);
}
