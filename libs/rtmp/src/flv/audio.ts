import { fourCc, readEnhancedHead } from './enhanced-head.js';

export type AudioCodec = 'aac' | 'mp3' | 'opus' | 'flac' | 'ac3' | 'eac3' | 'pcm' | 'g711' | 'speex' | 'unknown';

/** What the head of an audio message says (FLV 10.1, E.4.2; Enhanced RTMP v2, Enhanced Audio). */
export interface AudioInfo {
  readonly codec: AudioCodec;
  readonly isEnhanced: boolean;
  /** Carries several tracks, or one that is not the default. */
  readonly isMultitrack: boolean;
  /** 0 for the default track. */
  readonly trackId: number;
  /** Decoder configuration. */
  readonly isSequenceHeader: boolean;
  /** That, or the order of many channels: to be kept and sent again to whoever joins. */
  readonly isHeader: boolean;
}

const AAC = 10;
const ENHANCED = 9;
const PacketType = { SequenceStart: 0, MultichannelConfig: 4, Multitrack: 5 } as const;

const LEGACY_CODECS: Readonly<Record<number, AudioCodec>> = {
  0: 'pcm',
  1: 'pcm',
  2: 'mp3',
  3: 'pcm',
  7: 'g711',
  8: 'g711',
  10: 'aac',
  11: 'speex',
  14: 'mp3',
};

const FOUR_CCS = new Map<number, AudioCodec>([
  [fourCc('mp4a'), 'aac'],
  [fourCc('.mp3'), 'mp3'],
  [fourCc('Opus'), 'opus'],
  [fourCc('fLaC'), 'flac'],
  [fourCc('ac-3'), 'ac3'],
  [fourCc('ec-3'), 'eac3'],
]);

/** Looks at the head of an audio message. Never throws: what is cut off or unknown has no flags. */
export function inspectAudio(payload: Buffer): AudioInfo {
  const soundFormat = (payload[0] ?? 0xf0) >> 4;
  if (soundFormat === ENHANCED) return inspectEnhanced(payload);
  const isSequenceHeader = soundFormat === AAC && payload[1] === PacketType.SequenceStart;
  return {
    codec: LEGACY_CODECS[soundFormat] ?? 'unknown',
    isEnhanced: false,
    isMultitrack: false,
    trackId: 0,
    isSequenceHeader,
    isHeader: isSequenceHeader,
  };
}

function inspectEnhanced(payload: Buffer): AudioInfo {
  const { packetType, isMultitrack, trackId, fourCc: code } = readEnhancedHead(payload, PacketType.Multitrack);
  const isSequenceHeader = packetType === PacketType.SequenceStart && code !== null;
  return {
    codec: FOUR_CCS.get(code ?? 0) ?? 'unknown',
    isEnhanced: true,
    isMultitrack,
    trackId,
    isSequenceHeader,
    isHeader: isSequenceHeader || (packetType === PacketType.MultichannelConfig && code !== null),
  };
}
