import { MessageType, type MediaMessage, type MediaType } from '@mid-station/rtmp';

// A stamp is the sender's count and clock inside the media itself, where every relay must carry it along: in video as a
// user data SEI before the picture (H.264, 7.3.2.3 and D.1.6), in audio as a data stream element before the sound
// (ISO 14496-3, 4.4.2.3). Decoders skip both. Each byte of it has its high bit set, so that it never looks like the
// start code that H.264 forbids inside a NAL unit.

export interface Stamp {
  /** Counts the messages of one publisher and type; audio and video apart, because a relay may interleave anew. */
  readonly sequence: number;
  /** Microseconds of the machine's monotonic clock, the same for all its processes. */
  readonly micros: number;
}

const SEQUENCE_BYTES = 4;
const MICROS_BYTES = 7;
const STAMP_BYTES = SEQUENCE_BYTES + MICROS_BYTES;

const SEI_NAL = 0x06;
const SEI_USER_DATA = 0x05;
const SEI_END = 0x80;
/** Identifies our user data among that of encoders; random, without a zero byte. */
const SEI_UUID = Buffer.from('7d1fa8c3b56e4f92ae31c4d90b8762f5', 'hex');
const AVC_TAG_HEADER_BYTES = 5;
const AAC_TAG_HEADER_BYTES = 2;
/** Element id 4, instance tag 0, not aligned: with the length byte exactly two bytes, so the stamp is aligned anyway. */
const AAC_DATA_ELEMENT = 0x80;
/** FLV tag header, second byte: 0 is a sequence header, 1 media (FLV 10.1, E.4.2.1 and E.4.3.1). */
const PACKET_MEDIA = 1;

const SEI = Buffer.concat([
  Buffer.from([SEI_NAL, SEI_USER_DATA, SEI_UUID.length + STAMP_BYTES]),
  SEI_UUID,
  Buffer.alloc(STAMP_BYTES, SEI_END),
  Buffer.from([SEI_END]),
]);
const SEI_IN_AVC = Buffer.concat([uint32(SEI.length), SEI]);
const AAC_STAMP = Buffer.concat([Buffer.from([AAC_DATA_ELEMENT, STAMP_BYTES]), Buffer.alloc(STAMP_BYTES, SEI_END)]);

/** Where the stamp of a message's payload begins. */
export const STAMP_OFFSET = {
  [MessageType.Video]: AVC_TAG_HEADER_BYTES + SEI_IN_AVC.length - STAMP_BYTES - 1,
  [MessageType.Audio]: AAC_TAG_HEADER_BYTES + AAC_STAMP.length - STAMP_BYTES,
} as const;

/** What can be stamped. */
export type StampedType = keyof typeof STAMP_OFFSET;

/** A copy of an H.264 or AAC payload with room for a stamp. */
export function withStampRoom(type: StampedType, payload: Buffer): Buffer {
  const [header, room] =
    type === MessageType.Video ? [AVC_TAG_HEADER_BYTES, SEI_IN_AVC] : [AAC_TAG_HEADER_BYTES, AAC_STAMP];
  return Buffer.concat([payload.subarray(0, header), room, payload.subarray(header)]);
}

/** Whether a message carries sound or picture, not a header or metadata. */
export function isStampable(type: MediaType, payload: Buffer): boolean {
  return type !== MessageType.Data && payload[1] === PACKET_MEDIA;
}

/** Writes a stamp at `offset` of `into`. */
export function writeStamp(into: Buffer, offset: number, { sequence, micros }: Stamp): void {
  writeSevens(into, offset, SEQUENCE_BYTES, sequence);
  writeSevens(into, offset + SEQUENCE_BYTES, MICROS_BYTES, micros);
}

/** The stamp of a message, null for one that has none. */
export function readStamp({ type, payload }: MediaMessage): Stamp | null {
  if (type === MessageType.Data || !isStampable(type, payload)) return null;
  const offset = STAMP_OFFSET[type];
  return {
    sequence: readSevens(payload, offset, SEQUENCE_BYTES),
    micros: readSevens(payload, offset + SEQUENCE_BYTES, MICROS_BYTES),
  };
}

/** Seven bits a byte, lowest first, high bit set. */
function writeSevens(into: Buffer, offset: number, bytes: number, value: number): void {
  for (let index = 0, rest = value; index < bytes; index++, rest = Math.floor(rest / 128)) {
    into[offset + index] = 0x80 | (rest % 128);
  }
}

function readSevens(from: Buffer, offset: number, bytes: number): number {
  let value = 0;
  for (let index = bytes - 1; index >= 0; index--) value = value * 128 + (from[offset + index]! & 0x7f);
  return value;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
