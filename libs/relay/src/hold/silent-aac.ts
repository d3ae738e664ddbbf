import { inspectAudio, parseAacSequenceHeader } from '@mid-station/rtmp';

/** Samples of one AAC-LC frame (ISO/IEC 14496-3, 4.5.1.1). */
const FRAME_SAMPLES = 1024;
/** Global gain of a channel without spectrum; any value would be silent. */
const GAIN = 0x64;

const SINGLE_CHANNEL_ELEMENT = 0;
const CHANNEL_PAIR_ELEMENT = 1;
const END = 7;

/** A frame of silence as an FLV audio message body, and how long it lasts. */
export interface SilentFrame {
  readonly payload: Buffer;
  readonly milliseconds: number;
}

/**
 * A frame of silence that the decoder of this AAC sequence header understands; null for anything but AAC-LC in mono or
 * stereo. A frame's bits do not depend on the sample rate.
 */
export function silentFrameFor(sequenceHeader: Buffer): SilentFrame | null {
  const config = parseAacSequenceHeader(sequenceHeader);
  if (config?.profile !== 'LC' || (config.channels !== 1 && config.channels !== 2)) return null;
  if (hasShortFrames(sequenceHeader)) return null;
  return {
    payload: Buffer.concat([frameHead(sequenceHeader), config.channels === 1 ? monoFrame() : stereoFrame()]),
    milliseconds: (FRAME_SAMPLES * 1000) / config.sampleRate,
  };
}

/** The bytes before a raw frame: legacy `AF 01`, or the extended header with its fourCC. */
function frameHead(sequenceHeader: Buffer): Buffer {
  if (!inspectAudio(sequenceHeader).isEnhanced) return Buffer.from([sequenceHeader[0]!, 1]);
  return Buffer.concat([Buffer.from([(sequenceHeader[0]! & 0xf0) | 1]), sequenceHeader.subarray(1, 5)]);
}

/** frameLengthFlag of AudioSpecificConfig: frames of 960 samples (14496-3, 4.4.1), which nobody streams. */
function hasShortFrames(sequenceHeader: Buffer): boolean {
  const config = sequenceHeader.subarray(inspectAudio(sequenceHeader).isEnhanced ? 5 : 2);
  const hasExplicitRate = ((config.readUInt16BE(0) >> 7) & 0x0f) === 0x0f;
  return !hasExplicitRate && (config[1]! & 0x04) !== 0;
}

/** raw_data_block with one channel whose spectrum has no band (14496-3, tables 4.3, 4.4 and 4.50). */
function monoFrame(): Buffer {
  return new BitWriter().put(3, SINGLE_CHANNEL_ELEMENT).put(4, 0).channel({ withInfo: true }).put(3, END).bytes();
}

/** raw_data_block with a pair of channels that share their window (14496-3, table 4.5). */
function stereoFrame(): Buffer {
  const writer = new BitWriter().put(3, CHANNEL_PAIR_ELEMENT).put(4, 0).put(1, 1).info().put(2, 0);
  return writer.channel({ withInfo: false }).channel({ withInfo: false }).put(3, END).bytes();
}

class BitWriter {
  private bits = '';

  put(width: number, value: number): this {
    this.bits += value.toString(2).padStart(width, '0');
    return this;
  }

  /** ics_info: one long window, no scale factor band, no prediction. */
  info(): this {
    return this.put(1, 0).put(2, 0).put(1, 0).put(6, 0).put(1, 0);
  }

  /** individual_channel_stream without pulses, noise shaping or gain control. */
  channel({ withInfo }: { withInfo: boolean }): this {
    this.put(8, GAIN);
    if (withInfo) this.info();
    return this.put(1, 0).put(1, 0).put(1, 0);
  }

  bytes(): Buffer {
    const padded = this.bits.padEnd(Math.ceil(this.bits.length / 8) * 8, '0');
    return Buffer.from(padded.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  }
}
