/**
 * How long and how much may wait for one target before something is left out, by how little it is missed. OBS drops at 0.7
 * and 0.9 s; viewers of a relay are seconds behind anyway, so a hiccup of a retransmission or two costs nothing here.
 */

/** Milliseconds of waiting beyond which frames that no other frame refers to are left out. */
export const DISPOSABLE_AGE_MS_MAX = 1_000;
/** Milliseconds of waiting beyond which the picture is left out up to the next keyframe; sound goes on. */
export const PICTURE_AGE_MS_MAX = 2_500;
/** Milliseconds of waiting beyond which everything is left out up to the next keyframe. */
export const QUEUE_AGE_MS_MAX = 5_000;

/** Bytes waiting beyond which the same happens: a whole cached group of pictures may wait untouched. */
export const DISPOSABLE_BYTES_MAX = 7 * 1024 * 1024;
export const PICTURE_BYTES_MAX = 8 * 1024 * 1024;
export const QUEUE_BYTES_MAX = 12 * 1024 * 1024;

/** Bytes handed to a target's socket at once: what can no longer be left out if it turns out to be slow. */
export const WRITE_BYTES_MAX = 64 * 1024;
