import { ProtocolViolation } from '../errors.js';
import { type MediaMessage, MessageType } from '../message/types.js';

/** FLV tag header and the back pointer after each body. */
const TAG_HEADER_BYTES = 11;
const BACK_POINTER_BYTES = 4;

/**
 * Splits an aggregate message into the audio, video and data messages it carries (Adobe RTMP 1.0, 7.1.6). Their
 * timestamps are shifted so that the first gets the aggregate's own. Other types inside are skipped, an aggregate too.
 * Throws ProtocolViolation when a length runs past the end.
 */
export function splitAggregate(timestamp: number, body: Buffer, deliver: (message: MediaMessage) => void): void {
  let position = 0;
  let shift: number | null = null;
  while (position + TAG_HEADER_BYTES <= body.length) {
    const type = body[position]!;
    const start = position + TAG_HEADER_BYTES;
    const end = start + body.readUIntBE(position + 1, 3);
    if (end > body.length) throw new ProtocolViolation('aggregate', 'a message in an aggregate runs past its end');
    const tagTimestamp = (body.readUIntBE(position + 4, 3) | (body[position + 7]! << 24)) >>> 0;
    shift ??= timestamp - tagTimestamp;
    if (isMedia(type)) deliver({ type, timestamp: (tagTimestamp + shift) >>> 0, payload: body.subarray(start, end) });
    position = end + BACK_POINTER_BYTES;
  }
  if (position < body.length) throw new ProtocolViolation('aggregate', 'an aggregate ends in the middle of a header');
}

function isMedia(type: number): type is MediaMessage['type'] {
  return type === MessageType.Audio || type === MessageType.Video || type === MessageType.Data;
}
