import { type ProtocolMessage } from './protocol-message.js';
import { MessageType } from './types.js';

/** User control events in use (Adobe RTMP 1.0, 7.1.7). */
const UserControlEvent = { StreamBegin: 0, PingRequest: 6, PingResponse: 7 } as const;

export function streamBegin(streamId: number): ProtocolMessage {
  return userControl(UserControlEvent.StreamBegin, streamId);
}

export function pingRequest(timestamp: number): ProtocolMessage {
  return userControl(UserControlEvent.PingRequest, timestamp);
}

/** Answer to a ping request; null for any other event, none of which needs one. */
export function answerToUserControl(payload: Buffer): ProtocolMessage | null {
  if (payload.length < 6 || payload.readUInt16BE(0) !== UserControlEvent.PingRequest) return null;
  return userControl(UserControlEvent.PingResponse, payload.readUInt32BE(2));
}

function userControl(event: number, value: number): ProtocolMessage {
  const payload = Buffer.allocUnsafe(6);
  payload.writeUInt16BE(event);
  payload.writeUInt32BE(value, 2);
  return { type: MessageType.UserControl, payload };
}
