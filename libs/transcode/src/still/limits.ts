/** Milliseconds that a picture may take: decoding one keyframe takes tens, a machine under load a second. */
export const STILL_TIMEOUT_MS = 5_000;
/** Bytes of a finished picture; one of the default width has about 100 kB. */
export const STILL_BYTES_MAX = 4 * 1024 * 1024;
/** Pixels. Wide enough for a card on a page, small enough to be made in no time. */
export const STILL_WIDTH = 640;
