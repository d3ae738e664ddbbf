import { type PublisherStatus } from '@mid-station/contracts';
import {
  type AudioInfo,
  parseAacSequenceHeader,
  parseAvcSequenceHeader,
  parseMetadata,
  type VideoInfo,
} from '@mid-station/rtmp';
import { type HeaderSet } from '../publication/headers.js';
import { RateMeter } from './rate-meter.js';

/** How much one frame's lateness moves the jitter: the estimator of RFC 3550, 6.4.1. */
const JITTER_GAIN = 1 / 16;

/** Names that people know, where they differ from the container's. */
const CODEC_NAMES: Readonly<Record<string, string>> = { avc: 'h264' };

/** What the publisher's status says about its stream. */
export type StreamFacts = Omit<PublisherStatus, 'connected' | 'since' | 'remote'>;

/** Measures one publication: rates over seconds, so that the numbers can be read. */
export class PublisherMeter {
  private readonly bits = new RateMeter();
  private readonly audioBits = new RateMeter();
  private readonly frames = new RateMeter();
  private bytesReceived = 0;
  private keyframe: { timestamp: number } | null = null;
  private keyframeIntervalMs: number | null = null;
  private transit: number | null = null;
  private jitter = 0;
  private videoCodec: string | null = null;
  private audioCodec: string | null = null;

  countBytes(bytes: number, now: number): void {
    this.bytesReceived += bytes;
    this.bits.add(bytes * 8, now);
  }

  countVideo(info: VideoInfo, timestamp: number, now: number): void {
    this.videoCodec = CODEC_NAMES[info.codec] ?? info.codec;
    if (info.isSequenceHeader) return;
    this.frames.add(1, now);
    this.measureJitter(timestamp, now);
    if (info.isKeyframe) this.measureKeyframe(timestamp);
  }

  countAudio(info: AudioInfo, bytes: number, now: number): void {
    this.audioCodec = info.codec;
    this.audioBits.add(bytes * 8, now);
  }

  facts(headers: HeaderSet, now: number): StreamFacts {
    const metadata = headers.metadata && parseMetadata(headers.metadata);
    return {
      encoder: text(metadata?.['encoder']),
      video: this.videoFacts(headers, metadata),
      audio: this.audioFacts(headers),
      bitrateKbps: Math.round(this.bits.perSecond(now) / 1000),
      audioKbps: Math.round(this.audioBits.perSecond(now) / 1000),
      fps: Math.round(this.frames.perSecond(now) * 10) / 10,
      keyframeIntervalMs: this.keyframeIntervalMs,
      jitterMs: Math.round(this.jitter),
      bytesReceived: this.bytesReceived,
    };
  }

  private measureKeyframe(timestamp: number): void {
    if (this.keyframe) this.keyframeIntervalMs = (timestamp - this.keyframe.timestamp) >>> 0;
    this.keyframe = { timestamp };
  }

  private measureJitter(timestamp: number, now: number): void {
    const transit = now - timestamp;
    if (this.transit !== null) this.jitter += (Math.abs(transit - this.transit) - this.jitter) * JITTER_GAIN;
    this.transit = transit;
  }

  private videoFacts(headers: HeaderSet, metadata: Readonly<Record<string, unknown>> | null): StreamFacts['video'] {
    if (this.videoCodec === null) return null;
    const config = headers.video && parseAvcSequenceHeader(headers.video);
    return {
      codec: this.videoCodec,
      profile: config?.profile ?? null,
      width: config?.width ?? wholeNumber(metadata?.['width']),
      height: config?.height ?? wholeNumber(metadata?.['height']),
    };
  }

  private audioFacts(headers: HeaderSet): StreamFacts['audio'] {
    if (this.audioCodec === null) return null;
    const config = headers.audio && parseAacSequenceHeader(headers.audio);
    return {
      codec: this.audioCodec,
      profile: config?.profile ?? null,
      sampleRate: config?.sampleRate ?? null,
      channels: config?.channels ?? null,
    };
  }
}

/** Metadata is whatever the encoder wrote: only what has the expected shape is shown. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}
