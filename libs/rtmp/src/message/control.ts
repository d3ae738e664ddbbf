import { ProtocolViolation } from '../errors.js';
import { CHUNK_SIZE_HONOURED_MAX } from '../limits.js';
import { type ProtocolMessage } from './protocol-message.js';
import { MessageType } from './types.js';

// Protocol control messages (Adobe RTMP 1.0, 5.4): four bytes on message stream 0, one more for Set Peer Bandwidth.

/** Limit type of Set Peer Bandwidth: the peer may choose (5.4.5). */
const BANDWIDTH_DYNAMIC = 2;

export function setChunkSize(bytes: number): ProtocolMessage {
  return { type: MessageType.SetChunkSize, payload: uint32(bytes) };
}

/** Chunk size to go on with. Throws ProtocolViolation for 0, for the reserved high bit and for a short body. */
export function readSetChunkSize(payload: Buffer): number {
  const size = readUint32(payload, 'Set Chunk Size');
  if (size < 1 || size > 0x7fffffff) throw new ProtocolViolation('chunk_size', `chunk size ${size} is not allowed`);
  return Math.min(size, CHUNK_SIZE_HONOURED_MAX);
}

/** Chunk stream whose unfinished message is to be forgotten. */
export function readAbort(payload: Buffer): number {
  return readUint32(payload, 'Abort');
}

/** @param received bytes received so far; sent modulo 2^32 */
export function acknowledgement(received: number): ProtocolMessage {
  return { type: MessageType.Acknowledgement, payload: uint32(received % 0x1_0000_0000) };
}

export function windowAckSize(bytes: number): ProtocolMessage {
  return { type: MessageType.WindowAckSize, payload: uint32(bytes) };
}

export function readWindowAckSize(payload: Buffer): number {
  return readUint32(payload, 'Window Acknowledgement Size');
}

export function setPeerBandwidth(bytes: number): ProtocolMessage {
  const payload = Buffer.allocUnsafe(5);
  payload.writeUInt32BE(bytes);
  payload[4] = BANDWIDTH_DYNAMIC;
  return { type: MessageType.SetPeerBandwidth, payload };
}

function readUint32(payload: Buffer, name: string): number {
  if (payload.length < 4) throw new ProtocolViolation('control_message', `${name} of ${payload.length} bytes`);
  return payload.readUInt32BE(0);
}

function uint32(value: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(value);
  return payload;
}
