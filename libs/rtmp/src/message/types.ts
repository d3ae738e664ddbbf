/** RTMP message type ids (Adobe RTMP 1.0, 5.4, 6.2 and 7.1). */
export const MessageType = {
  SetChunkSize: 1,
  Abort: 2,
  Acknowledgement: 3,
  UserControl: 4,
  WindowAckSize: 5,
  SetPeerBandwidth: 6,
  Audio: 8,
  Video: 9,
  DataAmf3: 15,
  CommandAmf3: 17,
  Data: 18,
  Command: 20,
  Aggregate: 22,
} as const;

/** The three kinds of message a publication consists of. */
export type MediaType = typeof MessageType.Audio | typeof MessageType.Video | typeof MessageType.Data;

/** One audio, video or data message of a publication. */
export interface MediaMessage {
  readonly type: MediaType;
  /** Milliseconds, modulo 2^32. */
  readonly timestamp: number;
  /** Message body. Valid only during the callback that delivers it: copy what must outlive it. */
  readonly payload: Buffer;
}
