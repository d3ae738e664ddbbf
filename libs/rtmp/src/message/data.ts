import { type MediaMessage, MessageType } from './types.js';

/** The publication message in a raw one: audio, video or data, the latter without the AMF3 format byte; else null. */
export function toMediaMessage(type: number, timestamp: number, payload: Buffer): MediaMessage | null {
  switch (type) {
    case MessageType.Audio:
    case MessageType.Video:
    case MessageType.Data:
      return { type, timestamp, payload };
    case MessageType.DataAmf3:
      return { type: MessageType.Data, timestamp, payload: payload.subarray(1) };
    default:
      return null;
  }
}
