import { MessageType, type MediaType } from '@mid-station/rtmp';

/** One tag of an FLV file, which is one RTMP message: its body is the message's payload. */
export interface FlvTag {
  readonly type: MediaType;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly payload: Buffer;
}

const FILE_HEADER_BYTES = 9;
const BACK_POINTER_BYTES = 4;
const TAG_HEADER_BYTES = 11;
const MEDIA_TYPES: readonly number[] = [MessageType.Audio, MessageType.Video, MessageType.Data];

/** The tags of a whole FLV file (FLV 10.1, E.2 to E.4). Throws when the bytes are not FLV. */
export function readFlv(file: Buffer): FlvTag[] {
  if (file.toString('latin1', 0, 3) !== 'FLV') throw new Error('not an FLV file');
  const tags: FlvTag[] = [];
  let position = FILE_HEADER_BYTES + BACK_POINTER_BYTES;
  while (position + TAG_HEADER_BYTES <= file.length) {
    const length = file.readUIntBE(position + 1, 3);
    const start = position + TAG_HEADER_BYTES;
    tags.push({
      type: mediaType(file[position]!),
      timestamp: file.readUIntBE(position + 4, 3) + file[position + 7]! * 0x1000000,
      payload: file.subarray(start, start + length),
    });
    position = start + length + BACK_POINTER_BYTES;
  }
  return tags;
}

function mediaType(type: number): MediaType {
  if (!MEDIA_TYPES.includes(type)) throw new Error(`FLV tag of unknown type ${type}`);
  return type as MediaType;
}
