/** The four characters of a codec name as the number that stands in the stream. */
export function fourCc(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE(0);
}

/** Head of an Enhanced RTMP message, audio or video: its packet type, first codec and first track. */
export interface EnhancedHead {
  readonly packetType: number;
  readonly isMultitrack: boolean;
  readonly trackId: number;
  /** Null when the message is cut off before it. */
  readonly fourCc: number | null;
}

/** The packet type is in the low half of the first byte, and this value announces a modifier before the real one. */
const MOD_EX = 7;
const MANY_TRACKS_MANY_CODECS = 2;
/** Never a packet type: what a cut-off message is given. */
const NONE = 0xff;

/**
 * Reads the head of a message with an extended header (Enhanced RTMP v2, ExVideoTagHeader and ExAudioTagHeader, which
 * share this layout). Never throws.
 *
 * @param multitrack the packet type that announces tracks: 6 for video, 5 for audio
 */
export function readEnhancedHead(payload: Buffer, multitrack: number): EnhancedHead {
  const { packetType, position } = skipModifiers(payload);
  if (packetType !== multitrack) {
    return { packetType, isMultitrack: false, trackId: 0, fourCc: fourCcAt(payload, position) };
  }
  const kind = payload[position] ?? NONE;
  const trackAt = position + 5; // in every kind the first track's number follows the first fourCC
  return {
    packetType: kind >> 4 > MANY_TRACKS_MANY_CODECS ? NONE : kind & 0x0f,
    isMultitrack: true,
    trackId: payload[trackAt] ?? 0,
    fourCc: fourCcAt(payload, position + 1),
  };
}

function fourCcAt(payload: Buffer, position: number): number | null {
  return position + 4 <= payload.length ? payload.readUInt32BE(position) : null;
}

/** Steps over ModEx prefixes: each has a size, that many bytes, and a byte whose low half is the next packet type. */
function skipModifiers(payload: Buffer): { packetType: number; position: number } {
  let packetType = payload[0]! & 0x0f;
  let position = 1;
  while (packetType === MOD_EX && position < payload.length) {
    let size = payload[position++]! + 1;
    if (size === 256 && position + 2 <= payload.length) {
      size = payload.readUInt16BE(position) + 1;
      position += 2;
    }
    position += size;
    packetType = position < payload.length ? payload[position]! & 0x0f : NONE;
    position++;
  }
  return { packetType, position };
}
