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
