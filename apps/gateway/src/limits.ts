import { ACCESS_TOKEN_SECONDS } from '@mid-station/contracts';

/** Largest request body, in bytes: the longest valid one, a target with its key, is a few kilobytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** Time a client has to send its whole request, in milliseconds: ends slow senders. */
export const REQUEST_TIMEOUT_MS = 30_000;
/**
 * Time in which nothing moves on a connection after which it is closed, in milliseconds: whoever asks for much and takes
 * nothing holds the answer's memory. Event streams and previews have signs of life each fifteen seconds.
 */
export const CONNECTION_IDLE_MS = 60_000;

/** Open event streams per user and process: a few devices with a few tabs each. */
export const EVENT_STREAMS_PER_USER = 20;
/** Pause between heartbeats of an event stream, in milliseconds: shorter than the idle limit of common proxies. */
export const HEARTBEAT_MS = 15_000;
/** Life of an event stream opened with a personal API token, in seconds: how long one whose end was not heard of listens. */
export const TOKEN_STREAM_SECONDS = 600;
/** Bytes an event stream may hold for a slow reader before newer events replace the waiting ones: a few whole sessions. */
export const EVENT_BACKLOG_BYTES = 128 * 1024;
/** Time the reader of an ended event stream has to take what is left, in milliseconds. */
export const EVENT_FAREWELL_MS = 2_000;

/** Previews carried at once per process: at 6 Mbit/s each, what a gigabit link takes. */
export const PREVIEWS_AT_ONCE = 150;
/** Time the edge has to answer a preview request, in milliseconds. */
export const PREVIEW_DIAL_MS = 5_000;
/** Time to tell a viewer that their sign-in was ended before they are cut off, in milliseconds. */
export const PREVIEW_CLOSE_MS = 4_000;
/**
 * Pause between questions whether the sign-in of an open preview still holds, in milliseconds: as long as an access token of
 * a sign-in whose end was not heard of is taken.
 */
export const PREVIEW_RECHECK_MS = ACCESS_TOKEN_SECONDS * 1000;

/** How long an answer of `/api/readyz` is repeated, in milliseconds: anybody may ask, and each asks every service. */
export const READINESS_CACHE_MS = 1_000;
/** Time a service has to answer the readiness question, in milliseconds. */
export const READINESS_TIMEOUT_MS = 1_500;
