export type VideoCodec = 'avc' | 'hevc' | 'av1' | 'vp8' | 'vp9' | 'vvc' | 'unknown';

/** What the head of a video message says. */
export interface VideoInfo {
  readonly codec: VideoCodec;
  readonly isEnhanced: boolean;
  readonly isMultitrack: boolean;
  readonly isKeyframe: boolean;
  readonly isSequenceHeader: boolean;
  readonly isDisposable: boolean;
}

export function inspectVideo(payload: Buffer): VideoInfo {
  throw new Error(`not written yet ${payload.length}`);
}
