import { MessageType } from '@mid-station/rtmp';
import { type HeaderSet } from '../publication/headers.js';
import { type MediaLog } from '../publication/media-log.js';
import { type Timeline } from '../timeline/timeline.js';
import { type SilentFrame, silentFrameFor } from './silent-aac.js';
import { CATCH_UP_MS_MAX, FREEZE_INTERVAL_MS } from '../limits.js';

/**
 * What targets get while the encoder is away: the last keyframe again at a steady rate, with silence that fits the sound's
 * codec. It goes on where the timeline stands and moves with the clock.
 */
export class FreezeFrame {
  private readonly picture: { headers: HeaderSet; payload: Buffer } | null;
  private readonly silence: SilentFrame | null;
  private readonly zero: number;
  private pictureDue: number;
  private silenceDue: number;

  constructor(
    private readonly log: MediaLog,
    private readonly timeline: Timeline,
    audioHeader: Buffer | null,
    now: number,
  ) {
    const last = log.lastKeyframe;
    this.picture = last && { headers: last.headers, payload: Buffer.from(last.payload) };
    this.silence = audioHeader && silentFrameFor(audioHeader);
    this.zero = timeline.at(now) - now;
    const head = timeline.head ?? 0;
    this.pictureDue = (timeline.lastOf(MessageType.Video) ?? head) + FREEZE_INTERVAL_MS;
    this.silenceDue = (timeline.lastOf(MessageType.Audio) ?? head) + (this.silence?.milliseconds ?? 0);
  }

  /** Appends what is due up to `now`. */
  fill(now: number): void {
    const until = now + this.zero;
    this.skipTo(until - CATCH_UP_MS_MAX);
    for (;;) {
      const isPictureNext = this.picture !== null && (this.silence === null || this.pictureDue <= this.silenceDue);
      if (isPictureNext ? this.pictureDue > until : !this.silence || this.silenceDue > until) return;
      if (isPictureNext) this.appendPicture(now);
      else this.appendSilence(now);
    }
  }

  private skipTo(earliest: number): void {
    this.pictureDue = Math.max(this.pictureDue, earliest);
    this.silenceDue = Math.max(this.silenceDue, earliest);
  }

  private appendPicture(now: number): void {
    const { payload, headers } = this.picture!;
    const timestamp = this.timeline.place(MessageType.Video, Math.floor(this.pictureDue), now);
    this.log.append({ type: MessageType.Video, timestamp, payload, startHeaders: headers }, now);
    this.pictureDue += FREEZE_INTERVAL_MS;
  }

  private appendSilence(now: number): void {
    const { payload, milliseconds } = this.silence!;
    const timestamp = this.timeline.place(MessageType.Audio, Math.floor(this.silenceDue), now);
    this.log.append({ type: MessageType.Audio, timestamp, payload }, now);
    this.silenceDue += milliseconds;
  }
}
