/** Milliseconds that a picture may take: decoding one keyframe takes tens, a machine under load a second. */
export const STILL_TIMEOUT_MS = 5_000;
/** Bytes of a finished picture: with base64 it still fits one bus message of 1 MB; one of the default width has about 50 kB. */
export const STILL_BYTES_MAX = 512 * 1024;
/** Niceness of the process: it takes what the relay leaves over. */
export const STILL_NICENESS = 15;
/** Pixels. Wide enough for a card on a page, small enough to be made in no time. */
export const STILL_WIDTH = 640;
