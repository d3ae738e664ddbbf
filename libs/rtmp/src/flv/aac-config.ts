import { inspectAudio } from './audio.js';
import { BitReader } from './bit-reader.js';

/** What an AAC sequence header says about the sound. */
export interface AudioConfig {
  /** E.g. `LC` or `HE`; the object type's number when it has no name here. */
  readonly profile: string;
  /** Hertz, of what is heard: twice the core's with spectral band replication. */
  readonly sampleRate: number;
  /** 0 when the stream itself describes them. */
  readonly channels: number;
}

const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const RATE_ESCAPE = 15;
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8];

const ObjectType = { SpectralBandReplication: 5, ParametricStereo: 29, Escape: 31 } as const;
const PROFILES: Readonly<Record<number, string>> = { 1: 'Main', 2: 'LC', 3: 'SSR', 4: 'LTP', 5: 'HE', 29: 'HE v2' };

/** Reads the sequence header message of an AAC stream; null when it is of another codec or damaged. */
export function parseAacSequenceHeader(payload: Buffer): AudioConfig | null {
  const info = inspectAudio(payload);
  if (info.codec !== 'aac' || !info.isSequenceHeader || info.isMultitrack) return null;
  return readAudioSpecificConfig(payload.subarray(info.isEnhanced ? 5 : 2));
}

/** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
function readAudioSpecificConfig(config: Buffer): AudioConfig | null {
  const reader = new BitReader(config);
  const objectType = readObjectType(reader);
  const coreRate = readSampleRate(reader);
  const channels = CHANNELS[reader.bits(4)];
  const isExtended = objectType === ObjectType.SpectralBandReplication || objectType === ObjectType.ParametricStereo;
  const sampleRate = isExtended ? readSampleRate(reader) : coreRate;
  if (reader.isPastEnd || !sampleRate || channels === undefined) return null;
  return { profile: PROFILES[objectType] ?? String(objectType), sampleRate, channels };
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === ObjectType.Escape ? 32 + reader.bits(6) : type;
}

function readSampleRate(reader: BitReader): number | undefined {
  const index = reader.bits(4);
  return index === RATE_ESCAPE ? reader.bits(24) : SAMPLE_RATES[index];
}
