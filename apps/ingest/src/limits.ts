/** Every bound and pace of an ingest node, with its unit and reason. Listed in docs/limits.md. */

/**
 * Pause before a node asks again for its place, in milliseconds; doubled each time, and each time a little different. All
 * parts start together, so the first ones are short.
 */
export const PLACE_RETRY_MS = 250;
/** Longest such pause, in milliseconds: a node is there soon after whoever gives places is back. */
export const PLACE_RETRY_MAX_MS = 8_000;

/** Pause between announcements, in milliseconds: a node that is silent for three of them is lost. */
export const ANNOUNCE_INTERVAL_MS = 1_000;
/** Pause between the numbers sent for pages and the control plane, in milliseconds. */
export const STATS_INTERVAL_MS = 1_000;
/** Pause between points of the bitrate curve, in milliseconds. */
export const SAMPLE_INTERVAL_MS = 10_000;

/**
 * Connections to one session's port at once: its edge's, its successor's while the encoder is handed over, and room for
 * strangers inside the network that are about to be refused.
 */
export const CONNECTIONS_PER_SESSION = 8;

/** Bitrate a session's encoder may hold, in kbit/s: above what any platform takes, and ten times a usual stream. */
export const PUBLISHER_KBPS_MAX = 60_000;
/** What it may send beyond that before it is refused, in seconds at the limit: twice the limit for ten seconds. */
export const PUBLISHER_BURST_SECONDS = 10;

/** Takeovers by another encoder after which two are said to be rivals: who changes encoders on purpose makes one or two. */
export const RIVAL_TAKEOVERS = 3;
/** Time in which they happen, in milliseconds: encoders come back two to five seconds after they were sent away. */
export const RIVAL_WINDOW_MS = 20_000;
/** Milliseconds that the one before may have been silent: one that comes back by itself was away for longer. */
export const RIVAL_SILENCE_MS_MAX = 500;

/** Previews of one session at once: the owner's devices. */
export const PREVIEWS_PER_SESSION = 8;
/** Pause between signs of life asked of a viewer, in milliseconds; one that misses one is gone. */
export const PREVIEW_PING_MS = 15_000;
/** Bytes of one message from a viewer; they have nothing to say. */
export const PREVIEW_MESSAGE_BYTES_MAX = 1_024;

/** Age up to which a picture of a session is good enough, in milliseconds. */
export const STILL_FRESH_MS = 10_000;
/** Sessions whose pictures may wait for each other: at 0.3 s each they are done before the last asker gives up. */
export const STILLS_WAITING_MAX = 16;

/** Time sessions have to move away from a node that ends, in milliseconds: below what SIGTERM allows a process. */
export const DRAIN_LIMIT_MS = 20_000;
/**
 * Time a draining node without any encoder waits though nobody could take its sessions, in milliseconds: the whole
 * installation is probably being stopped.
 */
export const DRAIN_ALONE_MS = 2_500;
/** Pause between looks whether a draining node is empty, in milliseconds. */
export const DRAIN_POLL_MS = 100;

/** Time a probed target has to be found and to take a connection, TLS included, in milliseconds: somebody is watching. */
export const PROBE_CONNECT_MS = 4_000;
/** Time a probed target has for the RTMP handshake and connect, in milliseconds: both stay below what the asker waits. */
export const PROBE_HANDSHAKE_MS = 4_000;
