import { type MediaType, MessageType } from '@mid-station/rtmp';

/** Milliseconds that a track may run ahead of the clock before its timestamps count as restarted: more than any burst's frame. */
const FORWARD_MAX_MS = 10_000;
/** Milliseconds that a track may step back and be held in place; further back its timestamps count as restarted. */
const BACK_MAX_MS = 1_000;
/** First timestamps beyond this are moved to `MOVED_START_MS`, so that 2^32 is never crossed within 24 days. */
const FIRST_TIMESTAMP_MAX = 2 ** 31;
/** Room below a moved start for sound that precedes the first keyframe. */
const MOVED_START_MS = 1_000;
/** Milliseconds between what was sent last and the first frame of a new publication: room for sound that precedes it. */
const JOIN_GAP_MS = 100;

interface Track {
  /** Last timestamp as received, and as a number that does not wrap. */
  received: number;
  unwrapped: number;
  /** What turns a received timestamp into one of the session; null until the publication's first message. */
  offset: number | null;
  /** Last timestamp of the session, and when it was given out; null before the first. */
  last: number | null;
  lastAt: number;
}

function newTrack(): Track {
  return { received: 0, unwrapped: 0, offset: null, last: null, lastAt: 0 };
}

/**
 * The session's own time line: one run of timestamps for all targets, through every encoder that comes and goes. Within each
 * track they never step back; across a new publication, a restart of the encoder's clock and the 2^32 wrap they go on where
 * they were. An ordinary first publication keeps its timestamps as they are. Milliseconds that do not wrap.
 */
export class Timeline {
  private readonly tracks: Record<MediaType, Track> = {
    [MessageType.Audio]: newTrack(),
    [MessageType.Video]: newTrack(),
    [MessageType.Data]: newTrack(),
  };
  private headAt = 0;
  private newest: number | null = null;

  /** The highest timestamp given out; null before the first. */
  get head(): number | null {
    return this.newest;
  }

  /** The last timestamp of one track; null before its first. */
  lastOf(type: MediaType): number | null {
    return this.tracks[type].last;
  }

  /** Where the time line stands at `now` if it went on with the clock. */
  at(now: number): number {
    return (this.newest ?? 0) + (this.newest === null ? 0 : now - this.headAt);
  }

  /** A new publication begins: its timestamps have nothing to do with those before. */
  restart(): void {
    for (const track of Object.values(this.tracks)) track.offset = null;
  }

  /** The session's timestamp for a received one (modulo 2^32). */
  map(type: MediaType, received: number, now: number): number {
    const track = this.tracks[type];
    track.unwrapped = this.unwrap(track, received);
    track.received = received;
    if (track.offset === null || !this.continues(track, track.unwrapped + track.offset, now)) {
      track.offset = this.join(track, now);
    }
    return this.give(track, track.unwrapped + track.offset, now);
  }

  /** Takes a timestamp that the relay made itself. */
  place(type: MediaType, timestamp: number, now: number): number {
    return this.give(this.tracks[type], timestamp, now);
  }

  private give(track: Track, timestamp: number, now: number): number {
    track.last = Math.max(timestamp, track.last ?? 0);
    track.lastAt = now;
    if (this.newest === null || track.last > this.newest) {
      this.newest = track.last;
      this.headAt = now;
    }
    return track.last;
  }

  private continues(track: Track, timestamp: number, now: number): boolean {
    if (track.last === null) return Math.abs(timestamp - this.at(now)) <= FORWARD_MAX_MS;
    const step = timestamp - track.last;
    return step >= -BACK_MAX_MS && step <= now - track.lastAt + FORWARD_MAX_MS;
  }

  /** Tracks of one publication share an offset, which keeps sound and picture together; a track that joins looks for it first. */
  private join(track: Track, now: number): number {
    for (const other of Object.values(this.tracks)) {
      if (other === track || other.offset === null) continue;
      if (this.continues(track, track.unwrapped + other.offset, now)) return other.offset;
    }
    return this.joinStart(track.unwrapped, now) - track.unwrapped;
  }

  private joinStart(unwrapped: number, now: number): number {
    if (this.newest !== null) return Math.max(this.newest + JOIN_GAP_MS, Math.round(this.at(now)));
    return unwrapped < FIRST_TIMESTAMP_MAX ? unwrapped : MOVED_START_MS;
  }

  /** The number that is `received` modulo 2^32 and nearest to what this publication sent before, on any track. */
  private unwrap(track: Track, received: number): number {
    const known = track.offset === null ? Object.values(this.tracks).find(({ offset }) => offset !== null) : track;
    return known ? known.unwrapped + ((received - known.received) | 0) : received;
  }
}
