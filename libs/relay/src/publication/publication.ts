import { HeaderCache, inspectAudio, inspectVideo, isMetadata, type MediaMessage, MessageType } from '@mid-station/rtmp';
import { PublisherMeter } from '../stats/publisher-meter.js';
import { type Timeline } from '../timeline/timeline.js';
import { asPublished, type HeaderSet, headersIn, NO_HEADERS } from './headers.js';
import { type MediaLog } from './media-log.js';
import { AUDIO_ONLY_AFTER_MS, AUDIO_START_INTERVAL_MS, VIDEO_GONE_AFTER_MS } from '../limits.js';

/**
 * One encoder's stream on its way into the log. It flows from its first keyframe on (from its sound on, when there is no
 * picture); what comes before has nothing to decode it and is left out. Headers are kept from the first message on. Of
 * several tracks that of the lowest number is the first: everybody can decode it, so it says where the stream can be joined.
 */
export class Publication {
  readonly meter = new PublisherMeter();
  private readonly cache = new HeaderCache();
  private newestHeaders: HeaderSet = NO_HEADERS;
  private firstVideoTrack = Infinity;
  private firstAudioTrack = Infinity;
  private flowing = false;
  private firstAudioAt: number | null = null;
  private lastVideoAt: number | null = null;
  private lastAudioStartAt = -Infinity;

  constructor(
    private readonly log: MediaLog,
    private readonly timeline: Timeline,
  ) {}

  /** Whether messages reach the log. */
  get isFlowing(): boolean {
    return this.flowing;
  }

  /** The newest headers that this encoder has sent. */
  get headers(): HeaderSet {
    return this.newestHeaders;
  }

  /** Other media took this publication's place in the log: it flows again from its next keyframe on. */
  suspend(): void {
    this.flowing = false;
    this.firstAudioAt = null;
  }

  write(message: MediaMessage, now: number): void {
    this.meter.countBytes(message.payload.length, now);
    switch (message.type) {
      case MessageType.Video:
        return this.writeVideo(message, now);
      case MessageType.Audio:
        return this.writeAudio(message, now);
      case MessageType.Data:
        return this.writeData(message, now);
    }
  }

  private writeVideo(message: MediaMessage, now: number): void {
    const info = inspectVideo(message.payload);
    this.firstVideoTrack = Math.min(this.firstVideoTrack, info.trackId);
    const isFirstTrack = info.trackId === this.firstVideoTrack;
    if (isFirstTrack) this.meter.countVideo(info, message.timestamp, now);
    this.lastVideoAt = now;
    if (info.isHeader) return this.takeHeader(message, now);
    const isStart = info.isKeyframe && isFirstTrack;
    if (!this.flowing && !isStart) return;
    if (!this.flowing) this.begin(message, now);
    const { isDisposable } = info;
    this.append(message, now, { isDisposable, startHeaders: isStart ? this.newestHeaders : undefined });
  }

  private writeAudio(message: MediaMessage, now: number): void {
    const info = inspectAudio(message.payload);
    this.firstAudioTrack = Math.min(this.firstAudioTrack, info.trackId);
    if (info.trackId === this.firstAudioTrack) this.meter.countAudio(info, message.payload.length, now);
    if (info.isHeader) return this.takeHeader(message, now);
    if (!this.flowing && !this.isAudioOnly(now)) return;
    if (!this.flowing) this.begin(message, now);
    this.append(message, now, { startHeaders: this.isAudioStart(now) ? this.newestHeaders : undefined });
  }

  private writeData(message: MediaMessage, now: number): void {
    if (isMetadata(message.payload)) this.takeHeader(asPublished(message), now);
    else if (this.flowing) this.append(message, now, {});
  }

  private takeHeader(message: MediaMessage, now: number): void {
    this.cache.update(message);
    this.newestHeaders = headersIn(this.cache);
    if (this.flowing) this.append(message, now, { isHeader: true });
  }

  /** The headers go ahead of the first frame: targets that are already connected need them to decode it. */
  private begin(first: MediaMessage, now: number): void {
    this.flowing = true;
    this.timeline.restart();
    const timestamp = this.timeline.map(first.type, first.timestamp, now);
    for (const { type, payload } of this.newestHeaders.messages) {
      this.log.append({ type, timestamp, payload, isHeader: true }, now);
    }
  }

  private append(
    { type, timestamp, payload }: MediaMessage,
    now: number,
    { isDisposable, isHeader, startHeaders }: { isDisposable?: boolean; isHeader?: boolean; startHeaders?: HeaderSet },
  ): void {
    const placed = this.timeline.map(type, timestamp, now);
    this.log.append({ type, payload, timestamp: placed, isDisposable, isHeader, startHeaders }, now);
  }

  private isAudioOnly(now: number): boolean {
    if (this.lastVideoAt !== null) return now - this.lastVideoAt >= VIDEO_GONE_AFTER_MS;
    this.firstAudioAt ??= now;
    return now - this.firstAudioAt >= AUDIO_ONLY_AFTER_MS;
  }

  /** Without a picture any frame of sound could be a start; one a second is enough. */
  private isAudioStart(now: number): boolean {
    if (now - this.lastAudioStartAt < AUDIO_START_INTERVAL_MS || !this.isAudioOnly(now)) return false;
    this.lastAudioStartAt = now;
    return true;
  }
}
