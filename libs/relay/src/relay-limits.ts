/** Milliseconds without anything from a connected encoder after which it counts as lost. */
export const ENCODER_SILENCE_MS_MAX = 5_000;
/** Milliseconds that a moved session waits at least for its encoder, whatever its policy: an edge or an encoder reconnects. */
export const HANDOVER_MS_MIN = 30_000;
