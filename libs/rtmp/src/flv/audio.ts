export type AudioCodec = 'aac' | 'mp3' | 'opus' | 'flac' | 'ac3' | 'eac3' | 'g711a' | 'g711u' | 'unknown';

/** What the head of an audio message says. */
export interface AudioInfo {
  readonly codec: AudioCodec;
  readonly isEnhanced: boolean;
  readonly isMultitrack: boolean;
  readonly isSequenceHeader: boolean;
}

export function inspectAudio(payload: Buffer): AudioInfo {
  throw new Error(`not written yet ${payload.length}`);
}
