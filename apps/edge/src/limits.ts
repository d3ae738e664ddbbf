/** Every bound of the edge, with its unit and its reason. Listed in docs/limits.md. Rates are multiplied by the factor. */

// Publishing

/**
 * Milliseconds an encoder's publish is held while its node is being claimed. OBS reads for 30 s before it gives up, and
 * what it then shows is a broken connection instead of our reason.
 */
export const HOLD_MS = 20_000;
/** Milliseconds from dialling a node to its Publish.Start. Nodes are near: a healthy one takes a few. */
export const NODE_START_TIMEOUT_MS = 3_000;
/** Milliseconds before a node that could not be reached is dialled again for the same claim. */
export const NODE_RETRY_MS = 300;
/**
 * Milliseconds an encoder without a node stays connected while its session is moved: several detections and claims.
 * Past this the encoder's own reconnect is the better chance.
 */
export const ADRIFT_MAX_MS = 20_000;
/**
 * Milliseconds after which a node that closed the connection and still renews its lease did so on purpose (a newer
 * publisher took over): the life of a lease and one poll, with room.
 */
export const UNWANTED_AFTER_MS = 5_000;
/** Milliseconds a node that is to be left may take nothing before it is left without waiting for a keyframe. */
export const STUCK_MS = 500;
/**
 * Milliseconds a node that is left may take to let go before the next one gets media. A node's loop that stood still this
 * long forwards nothing that it held back (docs/decisions/0003-claims-leases-epochs.md): more than its `STALL_MS`.
 */
export const LET_GO_MS = 2_000;
/** Milliseconds between questions whether a session without a route still exists. */
export const KNOCK_INTERVAL_MS = 1_000;
/** Milliseconds that an ended encoder may take to close its side. */
export const FAREWELL_MS = 2_000;
/** Milliseconds of silence before TCP asks whether the peer is still there. */
export const KEEP_ALIVE_MS = 10_000;
/**
 * Bytes fed at once while the encoder changes nodes at the next keyframe: the piece that completes the keyframe reaches
 * the new node only, so it has to be smaller than any keyframe, or what came before it would be lost.
 */
export const HANDOVER_SLICE_BYTES = 128;

// Addresses. An address is an IPv4 address or an IPv6 /64.

/** Public connections of one edge process: with one more for each node link, below 20,000 descriptors. */
export const CONNECTIONS_MAX = 8_000;
/** Connections that have not been admitted yet, of all addresses: bounds what a flood can hold. */
export const STRANGERS_MAX = 2_000;
/** Connections of one address: a venue behind one address translation. */
export const CONNECTIONS_PER_ADDRESS = 100;
/** Connections of one address that have not been admitted yet. */
export const STRANGERS_PER_ADDRESS = 20;
/** Connections one address may open within `CONNECTION_WINDOW_MS`. Encoders retry every two seconds. */
export const CONNECTIONS_PER_WINDOW = 200;
/** Milliseconds in which `CONNECTIONS_PER_WINDOW` are counted. */
export const CONNECTION_WINDOW_MS = 10_000;
/** Refused publishes of one address within `REFUSAL_WINDOW_MS` before it is blocked. */
export const REFUSALS_MAX = 10;
/** Milliseconds after which refused publishes are forgotten. */
export const REFUSAL_WINDOW_MS = 10 * 60_000;
/** Milliseconds a blocked address is turned away without a byte. */
export const BLOCK_MS = 10 * 60_000;
/** Addresses remembered; the longest unseen is forgotten first. About 200 bytes each. */
export const ADDRESSES_MAX = 100_000;

// RTMPS

/** Milliseconds for the TLS handshake. */
export const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;
/** Milliseconds between looks at the certificate's files. */
export const CERTIFICATE_POLL_MS = 5_000;

// Preview

/** Milliseconds for the head of a preview request. */
export const PREVIEW_HEAD_TIMEOUT_MS = 5_000;
/** Bytes of the head of a preview request: cookies and a ticket of about 400. */
export const PREVIEW_HEAD_BYTES_MAX = 16 * 1024;
/** Milliseconds to reach the node of a preview. */
export const PREVIEW_DIAL_TIMEOUT_MS = 3_000;
/** Previews open at once on one edge process. */
export const PREVIEWS_MAX = 2_000;
