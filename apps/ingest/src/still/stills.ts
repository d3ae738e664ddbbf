import { type Still } from '@mid-station/contracts';
import { type Keyframe } from '@mid-station/relay';
import { stillOf } from '@mid-station/transcode';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Events } from '../events.js';
import { STILL_FRESH_MS, STILLS_WAITING_MAX } from '../limits.js';

/** What a picture is taken of: a hosted session. */
export interface StillSource {
  readonly sessionId: string;
  keyframe(): Keyframe | null;
}

interface Taken {
  readonly still: Still | null;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/**
 * Pictures of sessions, taken when somebody asks and at most one each ten seconds per session: what nobody looks at costs
 * nothing. One is decoded at a time, so that a node full of viewers gives its stream at most one process. A picture that
 * could not be made counts as taken, too: where ffmpeg is missing it is not started for every question.
 */
@Injectable()
export class Stills implements OnModuleDestroy {
  private readonly taken = new WeakMap<StillSource, Taken>();
  private readonly taking = new Map<StillSource, Promise<Still | null>>();
  private last: Promise<unknown> = Promise.resolve();
  private readonly aborter = new AbortController();

  constructor(private readonly events: Events) {}

  /** A picture that is at most ten seconds old; an older one, or null, while too many others wait for theirs. */
  of(source: StillSource): Promise<Still | null> {
    const known = this.taken.get(source);
    if (known && performance.now() - known.at < STILL_FRESH_MS) return Promise.resolve(known.still);
    const underWay = this.taking.get(source);
    if (underWay) return underWay;
    if (this.taking.size >= STILLS_WAITING_MAX) return Promise.resolve(known?.still ?? null);
    const still = this.last.then(() => this.take(source)).finally(() => this.taking.delete(source));
    this.last = still.catch(() => undefined);
    this.taking.set(source, still);
    return still;
  }

  onModuleDestroy(): void {
    this.aborter.abort(new Error('the node ends'));
  }

  private async take(source: StillSource): Promise<Still | null> {
    const keyframe = source.keyframe();
    if (!keyframe) return null;
    const still = await this.decode(source, keyframe);
    this.taken.set(source, { still, at: performance.now() });
    return still;
  }

  private async decode({ sessionId }: StillSource, keyframe: Keyframe): Promise<Still | null> {
    const takenAt = new Date().toISOString();
    try {
      const jpeg = await stillOf(keyframe, { signal: this.aborter.signal });
      return { takenAt, jpeg: jpeg.toString('base64') };
    } catch (error) {
      this.events.stillFailed(sessionId, error);
      return null;
    }
  }
}
