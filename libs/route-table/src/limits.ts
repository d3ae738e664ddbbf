/** Life of a lease without renewal, in milliseconds: three renewals may fail before a dead node's route vanishes. */
export const LEASE_MS = 3_000;

/** Time between renewals, in milliseconds. */
export const RENEW_INTERVAL_MS = 1_000;

/**
 * Leases renewed with one question to the table: bounds the time Redis is kept busy by it, half a millisecond, because
 * nothing else is done there meanwhile.
 */
export const RENEW_BATCH = 100;

/**
 * Age of the last granted renewal up to which media may be synthesised, in milliseconds. A node is given up after
 * `LEASE_MS` of silence, and what it said last may be an announcement interval older than its last renewal.
 */
export const SYNTHESISE_MS = LEASE_MS - RENEW_INTERVAL_MS;

/**
 * A loop that stood still this long, in milliseconds, verifies its lease before it writes again: long enough that a busy
 * machine is not mistaken for a frozen one, shorter than anybody takes to give the session to another node by silence.
 */
export const STALL_MS = 1_500;

/** Time between looks at the clock, in milliseconds: fine enough to notice a stall. */
export const BEAT_MS = 250;

/**
 * Time a superseded node may go on forwarding an encoder that is still connected to it, in milliseconds: the edge takes
 * the encoder away at the next keyframe, and encoders left on "automatic" make one in about eight seconds.
 */
export const HANDOVER_MS = 10_000;

/** Life of a session's highest epoch after its last lease, in milliseconds: longer than a frozen node goes unnoticed. */
export const FENCE_MS = 24 * 60 * 60 * 1_000;

/** Time a Redis command may take, in milliseconds: below the renewal interval, so that renewals never pile up. */
export const COMMAND_TIMEOUT_MS = 800;

/** Silence of Redis after which its connection is opened anew, in milliseconds: two commands' time. */
export const SILENCE_MAX_MS = 2 * COMMAND_TIMEOUT_MS;

/** Time between looks at a watched route, in milliseconds: finds expired leases, and changes whose notice was lost. */
export const POLL_INTERVAL_MS = 1_000;

/** Watched routes read with one command: bounds the time Redis is kept busy by one poll. */
export const POLL_BATCH = 200;

/** Longest pause between attempts to reconnect to Redis, in milliseconds: everything new waits for it. */
export const RECONNECT_MAX_MS = 500;

/** Current and overlapping stream keys in one route: a rotation overlaps two; the rest is room for hurried rotations. */
export const ROUTE_KEYS_MAX = 16;
