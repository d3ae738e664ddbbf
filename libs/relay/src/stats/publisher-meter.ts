import { type PublisherStatus } from '@mid-station/contracts';
import {
  type AudioInfo,
  parseAacSequenceHeader,
  parseAvcSequenceHeader,
  parseMetadata,
  type VideoInfo,
} from '@mid-station/rtmp';
import { type HeaderSet } from '../publication/headers.js';
import { encoderName } from './encoder-name.js';
import { FrameGaps } from './frame-gaps.js';
import { RateMeter } from './rate-meter.js';

/** How much one frame's lateness moves the jitter: the estimator of RFC 3550, 6.4.1. */
const JITTER_GAIN = 1 / 16;

/** Milliseconds: timestamps that step further than this say nothing about the network, the encoder's clock started anew. */
const CLOCK_STEP_MS_MAX = 10_000;

/** Names that people know, where they differ from the container's. */
const CODEC_NAMES: Readonly<Record<string, string>> = { avc: 'h264' };

/** What the publisher's status says about its stream. */
export type StreamFacts = Omit<PublisherStatus, 'connected' | 'since' | 'remote' | 'refusal' | 'rivals'>;

/** Measures one publication, picture and sound by their first tracks: rates over seconds, so that the numbers can be read. */
export class PublisherMeter {
  private readonly bits = new RateMeter();
  private readonly audioBits = new RateMeter();
  private readonly frames = new RateMeter();
  private readonly gaps = new FrameGaps();
  private bytesReceived = 0;
  private lastKeyframe: number | null = null;
  private keyframeIntervalMs: number | null = null;
  /** Of the newest frame: its timestamp and when it came; null before the first. */
  private lastTimestamp = 0;
  private lastAt: number | null = null;
  private jitter = 0;
  private videoCodec: string | null = null;
  private audioCodec: string | null = null;
  private newest: { readonly headers: HeaderSet; readonly facts: HeaderFacts } | null = null;

  countBytes(bytes: number, now: number): void {
    this.bytesReceived += bytes;
    this.bits.add(bytes * 8, now);
  }

  countVideo(info: VideoInfo, timestamp: number, now: number): void {
    this.videoCodec = CODEC_NAMES[info.codec] ?? info.codec;
    if (info.isHeader) return;
    this.frames.add(1, now);
    this.measureSteps(timestamp, now);
    if (info.isKeyframe) this.measureKeyframe(timestamp);
  }

  countAudio(info: AudioInfo, bytes: number, now: number): void {
    this.audioCodec = info.codec;
    this.audioBits.add(bytes * 8, now);
  }

  facts(headers: HeaderSet, now: number): StreamFacts {
    const { encoder, video, audio } = this.said(headers);
    return {
      encoder,
      video: this.videoCodec === null ? null : { codec: this.videoCodec, ...video },
      audio: this.audioCodec === null ? null : { codec: this.audioCodec, ...audio },
      bitrateKbps: Math.round(this.bits.perSecond(now) / 1000),
      audioKbps: Math.round(this.audioBits.perSecond(now) / 1000),
      fps: Math.round(this.frames.perSecond(now) * 10) / 10,
      framesDropped: this.gaps.dropped,
      keyframeIntervalMs: this.keyframeIntervalMs,
      jitterMs: Math.round(this.jitter),
      bytesReceived: this.bytesReceived,
    };
  }

  /** Parsed once for each set of headers: status is asked for every second, headers hardly ever change. */
  private said(headers: HeaderSet): HeaderFacts {
    if (this.newest?.headers !== headers) this.newest = { headers, facts: headerFacts(headers) };
    return this.newest.facts;
  }

  private measureKeyframe(timestamp: number): void {
    const interval = this.lastKeyframe === null ? 0 : (timestamp - this.lastKeyframe) | 0;
    if (interval > 0) this.keyframeIntervalMs = interval;
    this.lastKeyframe = timestamp;
  }

  private measureSteps(timestamp: number, now: number): void {
    const step = (timestamp - this.lastTimestamp) | 0;
    if (this.lastAt !== null && Math.abs(step) <= CLOCK_STEP_MS_MAX) {
      this.jitter += (Math.abs(now - this.lastAt - step) - this.jitter) * JITTER_GAIN;
      this.gaps.step(step);
    }
    this.lastTimestamp = timestamp;
    this.lastAt = now;
  }
}

/** What the headers alone say of the stream. */
interface HeaderFacts {
  readonly encoder: string | null;
  readonly video: Omit<NonNullable<StreamFacts['video']>, 'codec'>;
  readonly audio: Omit<NonNullable<StreamFacts['audio']>, 'codec'>;
}

function headerFacts(headers: HeaderSet): HeaderFacts {
  const metadata = headers.metadata && parseMetadata(headers.metadata);
  const video = headers.video && parseAvcSequenceHeader(headers.video);
  const audio = headers.audio && parseAacSequenceHeader(headers.audio);
  return {
    encoder: encoderName(metadata?.['encoder']),
    video: {
      profile: video?.profile ?? null,
      width: video?.width ?? wholeNumber(metadata?.['width']),
      height: video?.height ?? wholeNumber(metadata?.['height']),
    },
    audio: {
      profile: audio?.profile ?? null,
      sampleRate: audio?.sampleRate ?? null,
      channels: audio?.channels ?? null,
    },
  };
}

/** Metadata is whatever the encoder wrote: only what has the expected shape is shown. */
function wholeNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}
