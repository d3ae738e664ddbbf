import { fourCc, readEnhancedHead } from './enhanced-head.js';

export type VideoCodec = 'h263' | 'screen' | 'vp6' | 'vp8' | 'vp9' | 'avc' | 'hevc' | 'vvc' | 'av1' | 'unknown';

/** What the head of a video message says (FLV 10.1, E.4.3; Enhanced RTMP v2, Enhanced Video). */
export interface VideoInfo {
  readonly codec: VideoCodec;
  /** The message has an extended header with a fourCC. */
  readonly isEnhanced: boolean;
  /** Carries several tracks, or one that is not the default. The other fields are about its first track. */
  readonly isMultitrack: boolean;
  /** 0 for the default track, which is the only one of most streams. */
  readonly trackId: number;
  /** A coded frame that can be decoded on its own. Never true for sequence headers. */
  readonly isKeyframe: boolean;
  /** Decoder configuration. */
  readonly isSequenceHeader: boolean;
  /** That, or the colours of an HDR picture: to be kept and sent again to whoever joins. */
  readonly isHeader: boolean;
  /** A coded frame that no other frame refers to. */
  readonly isDisposable: boolean;
}

const FrameType = { Key: 1, Disposable: 3, Command: 5 } as const;
const AVC = 7;
const PacketType = { SequenceStart: 0, CodedFrames: 1, CodedFramesX: 3, Metadata: 4, Multitrack: 6 } as const;

const LEGACY_CODECS: Readonly<Record<number, VideoCodec>> = {
  2: 'h263',
  3: 'screen',
  4: 'vp6',
  5: 'vp6',
  6: 'screen',
  7: 'avc',
  12: 'hevc', // never standardised, sent by many hardware encoders
};

const FOUR_CCS = new Map<number, VideoCodec>([
  [fourCc('avc1'), 'avc'],
  [fourCc('hvc1'), 'hevc'],
  [fourCc('vvc1'), 'vvc'],
  [fourCc('av01'), 'av1'],
  [fourCc('vp08'), 'vp8'],
  [fourCc('vp09'), 'vp9'],
]);

/** Looks at the head of a video message. Never throws: what is cut off or unknown has no flags. */
export function inspectVideo(payload: Buffer): VideoInfo {
  const first = payload[0] ?? 0;
  return (first & 0x80) === 0 ? inspectLegacy(payload, first) : inspectEnhanced(payload, first);
}

function inspectLegacy(payload: Buffer, first: number): VideoInfo {
  const frameType = first >> 4;
  const codecId = first & 0x0f;
  const hasPacketType = codecId === AVC || codecId === 12;
  const packetType = hasPacketType ? payload[1] : PacketType.CodedFrames;
  const isFrame = packetType === PacketType.CodedFrames && payload.length > 1;
  const isSequenceHeader = packetType === PacketType.SequenceStart && frameType !== FrameType.Command;
  return {
    codec: LEGACY_CODECS[codecId] ?? 'unknown',
    isEnhanced: false,
    isMultitrack: false,
    trackId: 0,
    isKeyframe: isFrame && frameType === FrameType.Key,
    isSequenceHeader,
    isHeader: isSequenceHeader,
    isDisposable: isFrame && (frameType === FrameType.Disposable || (codecId === AVC && isAvcNonReference(payload))),
  };
}

/** Whether the first slice of an AVC frame says that nothing refers to it (H.264, 7.4.1: nal_ref_idc 0). */
function isAvcNonReference(payload: Buffer): boolean {
  let position = 5;
  while (position + 5 <= payload.length) {
    const length = payload.readUInt32BE(position);
    const nal = payload[position + 4]!;
    const nalType = nal & 0x1f;
    if (nalType >= 1 && nalType <= 5) return (nal & 0x60) === 0;
    position += 4 + length;
  }
  return false;
}

function inspectEnhanced(payload: Buffer, first: number): VideoInfo {
  const frameType = (first >> 4) & 0x07;
  const { packetType, isMultitrack, trackId, fourCc: code } = readEnhancedHead(payload, PacketType.Multitrack);
  const isCoded = packetType === PacketType.CodedFrames || packetType === PacketType.CodedFramesX;
  const isFrame = isCoded && code !== null;
  const isSequenceHeader = packetType === PacketType.SequenceStart && code !== null && frameType !== FrameType.Command;
  return {
    codec: FOUR_CCS.get(code ?? 0) ?? 'unknown',
    isEnhanced: true,
    isMultitrack,
    trackId,
    isKeyframe: isFrame && frameType === FrameType.Key,
    isSequenceHeader,
    isHeader: isSequenceHeader || (packetType === PacketType.Metadata && code !== null),
    isDisposable: isFrame && frameType === FrameType.Disposable,
  };
}
