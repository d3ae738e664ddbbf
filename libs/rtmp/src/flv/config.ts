/** What an AVC sequence header says about the picture. */
export interface VideoConfig {
  readonly profile: string;
  readonly level: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second, when the stream states it. */
  readonly fps?: number;
}

/** What an AAC sequence header says about the sound. */
export interface AudioConfig {
  readonly profile: string;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Reads the sequence header message of an AVC stream; null when it is damaged or of another codec. */
export function parseAvcSequenceHeader(payload: Buffer): VideoConfig | null {
  throw new Error(`not written yet ${payload.length}`);
}

/** Reads the sequence header message of an AAC stream; null when it is damaged or of another codec. */
export function parseAacSequenceHeader(payload: Buffer): AudioConfig | null {
  throw new Error(`not written yet ${payload.length}`);
}
