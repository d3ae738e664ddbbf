import {
  type HeaderCache,
  inspectAudio,
  inspectVideo,
  type MediaMessage,
  type MediaType,
  MessageType,
} from '@mid-station/rtmp';

/** The newest headers: what a decoder needs before the first frame. Immutable; payloads are copies. */
export interface HeaderSet {
  /** `@setDataFrame onMetaData`. */
  readonly metadata: Buffer | null;
  /** Sequence headers of the first track of picture and of sound. */
  readonly video: Buffer | null;
  readonly audio: Buffer | null;
  /** The headers of all tracks, in the order in which a publisher sends them. */
  readonly messages: readonly HeaderMessage[];
}

export interface HeaderMessage {
  readonly type: MediaType;
  readonly payload: Buffer;
}

export const NO_HEADERS: HeaderSet = { metadata: null, video: null, audio: null, messages: [] };

/** What a cache holds now. */
export function headersIn(cache: HeaderCache): HeaderSet {
  const messages: HeaderMessage[] = cache.messages(0);
  const first = (type: MediaType, isIt: (payload: Buffer) => boolean): Buffer | null =>
    messages.find((message) => message.type === type && isIt(message.payload))?.payload ?? null;
  return {
    metadata: first(MessageType.Data, () => true),
    video: first(MessageType.Video, (payload) => inspectVideo(payload).isSequenceHeader),
    audio: first(MessageType.Audio, (payload) => inspectAudio(payload).isSequenceHeader),
    messages,
  };
}

/** AMF0 string `@setDataFrame`: makes a receiving server keep the metadata for its viewers. */
const SET_DATA_FRAME = Buffer.from('\x02\x00\x0d@setDataFrame', 'latin1');

/** Metadata as a publisher sends it: wrapped in `@setDataFrame`, once. */
export function asPublished(metadata: MediaMessage): MediaMessage {
  const { payload } = metadata;
  const isWrapped = payload.subarray(0, SET_DATA_FRAME.length).equals(SET_DATA_FRAME);
  return isWrapped ? metadata : { ...metadata, payload: Buffer.concat([SET_DATA_FRAME, payload]) };
}
