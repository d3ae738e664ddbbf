/** Every bound of the relay, with its unit and its reason. Listed in docs/limits.md. */

// Reading and writing

/** Milliseconds between flushes of an idle process: what a lone stream waits at most. */
export const TICK_MS_MIN = 10;
/** Milliseconds between flushes under load: the most that a relay may add to a stream's latency. */
export const TICK_MS_MAX = 40;
/** Milliseconds that one more connection with media adds to the tick: each costs a read or a write per tick. */
export const TICK_MS_PER_FLOW = 0.25;
/** Milliseconds between looks at relays in which nothing moves: retries and grace periods need no more. */
export const BEAT_MS = 250;
/** Bytes handed to a target's socket at once: what can no longer be left out if it turns out to be slow. */
export const WRITE_BYTES_MAX = 64 * 1024;

// Publication

/** Bytes of the cached group of pictures: 4 s at 12 Mbit/s. A longer one is let go, and new targets wait for the next. */
export const GOP_CACHE_BYTES_MAX = 6 * 1024 * 1024;
/** Milliseconds of the cached group of pictures: platforms ask for a keyframe every 2 to 4 s. */
export const GOP_CACHE_MS_MAX = 10_000;
/** Milliseconds of sound after which a publication that has sent no video at all counts as audio only. */
export const AUDIO_ONLY_AFTER_MS = 1_000;
/** Milliseconds without a video message after which a stream that had video counts as audio only: as long as the cache. */
export const VIDEO_GONE_AFTER_MS = GOP_CACHE_MS_MAX;
/** Milliseconds between audio frames that a target may start at when there is no video: bounds what the cache keeps. */
export const AUDIO_START_INTERVAL_MS = 1_000;
/** Bytes of one slab: a third of a second at 6 Mbit/s, so a tick's bytes rarely straddle two. */
export const SLAB_BYTES = 256 * 1024;
/** Free slabs a process keeps at least: 8 MiB, a few groups of pictures. It keeps as many as are in use if those are more. */
export const FREE_SLABS_MIN = 32;

/** Characters of an encoder's name: what it says of itself is part of every report. Usual ones have below 60. */
export const ENCODER_NAME_MAX = 100;

// Queue of a target

// How long and how much may wait for one target before something is left out, by how little it is missed. OBS drops at 0.7
// and 0.9 s; viewers of a relay are seconds behind anyway, so a hiccup of a retransmission or two costs nothing here.

/** Milliseconds of waiting beyond which frames that no other frame refers to are left out. */
export const DISPOSABLE_AGE_MS_MAX = 1_000;
/** Milliseconds of waiting beyond which the picture is left out up to the next keyframe; sound goes on. */
export const PICTURE_AGE_MS_MAX = 2_500;
/** Milliseconds of waiting beyond which everything is left out up to the next keyframe. */
export const QUEUE_AGE_MS_MAX = 5_000;
/** Bytes waiting beyond which frames that no other frame refers to are left out: a whole cached group of pictures may wait. */
export const DISPOSABLE_BYTES_MAX = 7 * 1024 * 1024;
/** Bytes waiting beyond which the picture is left out up to the next keyframe. */
export const PICTURE_BYTES_MAX = 8 * 1024 * 1024;
/** Bytes waiting beyond which everything is left out up to the next keyframe. */
export const QUEUE_BYTES_MAX = 12 * 1024 * 1024;
/** Milliseconds without a dropped frame after which a target no longer counts as too slow. */
export const TOO_SLOW_CLEARS_MS = 10_000;

// Retries

/** Milliseconds. Bound of the first wait; it doubles with each failure. */
export const RETRY_BASE_MS = 1_000;
/** Milliseconds. A platform that comes back is found again within half a minute. */
export const RETRY_CAP_MS = 30_000;
/** Milliseconds between attempts after a refusal: whoever corrects the key elsewhere is live again within a minute. */
export const REFUSED_RETRY_MS = 60_000;
/** Milliseconds of being live after which earlier failures are forgotten. */
export const HEALTHY_AFTER_MS = 30_000;
/** Milliseconds that a platform takes at most to notice that a connection of ours is gone. */
export const GHOST_MS_MAX = 30_000;
/** Milliseconds for a goodbye: an edit of the address takes effect within a second. */
export const GOODBYE_MS_MAX = 500;

// Lost encoder

/** Milliseconds without anything from a connected encoder after which it counts as lost. */
export const ENCODER_SILENCE_MS_MAX = 5_000;
/**
 * Milliseconds for which the first group of pictures of a moved session is kept for targets that connect: what an edge held
 * for it comes at once, and may be more than one group.
 */
export const TAKEOVER_MS = 3_000;
/** Milliseconds that a moved session waits at least for its encoder, whatever its policy: an edge or an encoder reconnects. */
export const HANDOVER_MS_MIN = 30_000;
/** Milliseconds between two copies of the keyframe: well below a hole that anybody notices, and few bits. */
export const FREEZE_INTERVAL_MS = 500;
/** Milliseconds that are made up for at once. After a longer standstill the hold goes on from now. */
export const CATCH_UP_MS_MAX = 10_000;

// Preview

/** Bytes that a preview may leave unread before it is skipped forward: one second at 8 Mbit/s. */
export const PREVIEW_BUFFERED_BYTES_MAX = 1024 * 1024;
