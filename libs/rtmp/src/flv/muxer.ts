import { type MediaMessage, MessageType } from '../message/types.js';
import { unwrapDataFrame } from './metadata.js';

const TAG_HEADER_BYTES = 11;

/** FLV file header and the zero PreviousTagSize that follows it (FLV 10.1, E.2 and E.3). */
export function flvHeader(tracks: { readonly audio: boolean; readonly video: boolean }): Buffer {
  const flags = (tracks.audio ? 4 : 0) | (tracks.video ? 1 : 0);
  return Buffer.from([0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0]);
}

/** One FLV tag with the PreviousTagSize that follows it (E.4.1). A `@setDataFrame` wrapper is left out. */
export function flvTag({ type, timestamp, payload }: MediaMessage): Buffer {
  const body = type === MessageType.Data ? unwrapDataFrame(payload) : payload;
  const tag = Buffer.allocUnsafe(TAG_HEADER_BYTES + body.length + 4);
  tag[0] = type;
  tag.writeUIntBE(body.length, 1, 3);
  tag.writeUIntBE(timestamp & 0xffffff, 4, 3);
  tag[7] = timestamp >>> 24;
  tag.writeUIntBE(0, 8, 3);
  body.copy(tag, TAG_HEADER_BYTES);
  tag.writeUInt32BE(TAG_HEADER_BYTES + body.length, tag.length - 4);
  return tag;
}
