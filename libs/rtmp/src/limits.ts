/** Every bound of the engine, with its unit and its reason. Listed in docs/limits.md. */

// Chunk stream

/** Bytes. Chunk size of both directions until a Set Chunk Size message (Adobe RTMP 1.0, 5.4.1). */
export const CHUNK_SIZE_DEFAULT = 128;
/** Bytes. Largest chunk size honoured; nginx-rtmp draws the same line. A larger announcement means this one. */
export const CHUNK_SIZE_HONOURED_MAX = 10 * 1024 * 1024;
/**
 * Bytes. What our server and our client write with. Most messages of a 6 Mbit/s stream then are a single chunk, which
 * costs one header and can be read without a copy; FFmpeg adopts the server's size for what it sends. The value that
 * MediaMTX uses in both roles, and the largest that SRS takes without a warning.
 */
export const CHUNK_SIZE_WRITTEN = 65_536;
/** Chunk stream ids seen on one connection. Encoders use fewer than ten; nginx-rtmp allows 32. */
export const CHUNK_STREAMS_MAX = 64;
/** Unfinished messages at once on one connection. Encoders interleave two or three. */
export const PARTIAL_MESSAGES_MAX = 16;
/** Bytes of one message once publishing: a keyframe at 100 Mbit/s with a 4 x burst is about 2 MB. */
export const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
/** Bytes of all unfinished messages of a connection: one largest message and what is interleaved with it. */
export const PARTIAL_BYTES_MAX = 10 * 1024 * 1024;
/** Bytes of one message before publish, when only commands are due. A `connect` takes below 2 KB. */
export const COMMAND_BYTES_MAX = 64 * 1024;
/** Bytes. First allocation for a message that arrives in pieces; grows with what arrives, not with what is declared. */
export const ASSEMBLY_BYTES_INITIAL = 4096;
/** Bytes. An assembly buffer up to this size is kept by its connection for the next message: holds most frames. */
export const ASSEMBLY_BYTES_KEPT = 64 * 1024;
/** Bytes of an assembly buffer for larger messages, shared by all connections: holds keyframes of usual streams. */
export const ASSEMBLY_BYTES_SHARED = 512 * 1024;
/** Shared assembly buffers kept while nobody uses them, 8 MiB: of many streams few have a keyframe under way at once. */
export const SHARED_ASSEMBLIES_MAX = 16;
/** Chunks a second, refilled continuously. 50 Mbit/s in 128-byte chunks is 49,000; a size of 1 would cost far more. */
export const CHUNK_RATE_MAX = 100_000;
/** Chunks at once, so that a network hiccup of several seconds may arrive in one go. */
export const CHUNK_BURST_MAX = 400_000;

// AMF0

/** Nested objects and arrays. Real commands nest two deep. */
export const AMF_DEPTH_MAX = 16;
/** Values in one message, properties and elements included. Real metadata has about 30. */
export const AMF_VALUES_MAX = 4096;
/** Bytes of one string. App, key and encoder names are far shorter. */
export const AMF_STRING_BYTES_MAX = 16 * 1024;

// Sessions with encoders

/** Milliseconds from accept to the end of the handshake, the PROXY header included. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Milliseconds from the handshake to `publish`. OBS needs three round trips. */
export const COMMAND_TIMEOUT_MS = 15_000;
/** Milliseconds without a byte from an accepted publisher, after which it is gone. Any byte is a sign of life. */
export const PUBLISHER_IDLE_TIMEOUT_MS = 30_000;
/** Milliseconds that a refusal may take to reach the encoder before the socket is destroyed. */
export const FAREWELL_TIMEOUT_MS = 2_000;
/** Commands at once. A publisher sends about six before its first frame. */
export const COMMAND_BURST_MAX = 64;
/** Commands (and pings) a second afterwards; encoders send none. */
export const COMMAND_RATE_MAX = 8;
/** Bytes of answers a peer may leave unread before it is dropped. Acknowledgements are left out instead of queued. */
export const REPLY_BACKLOG_BYTES_MAX = 64 * 1024;
/** Bytes of media held before Publish.Start (nginx-rtmp push does not wait for it); then reading pauses. */
export const EARLY_MEDIA_BYTES_MAX = 4 * 1024 * 1024;
/** Characters of a stream name that carries a key, with room for prefix and query. */
export const STREAM_NAME_MAX = 512;
/** Bytes that the doorman takes before `publish`: commands of usual encoders are about 1 KB in all. */
export const RECORDED_COMMAND_BYTES_MAX = 128 * 1024;
/** Bytes that the doorman records while a publish is held; then reading pauses. */
export const RECORDED_BYTES_MAX = 4 * 1024 * 1024;
/** Bytes between two acknowledgements at most. Encoders ask for 2.5 MB; Wirecast stalls without any. */
export const ACKNOWLEDGEMENT_WINDOW = 2_500_000;

// Headers kept for receivers that join

/** Bytes of a metadata message or sequence header kept for a restart. Real ones are below 2 KB. */
export const CACHED_HEADER_BYTES_MAX = 64 * 1024;
/** Metadata and sequence headers kept at once: one of each for the default track and room for more tracks. */
export const CACHED_HEADERS_MAX = 32;

// Edge to node

/** Milliseconds from the connection to the node's answer to publish. A node answers within its event loop's turn. */
export const HANDOFF_TIMEOUT_MS = 5_000;

// Targets

/** Milliseconds for name resolution, TCP and TLS. Slow continents answer within three seconds. */
export const TARGET_CONNECT_TIMEOUT_MS = 10_000;
/** Milliseconds for one of several addresses. Node's default of 250 gives up on addresses that are merely far away. */
export const TARGET_ADDRESS_TIMEOUT_MS = 4_000;
/** Milliseconds from the TCP or TLS connection to Publish.Start. OBS waits 30 s for the same answers. */
export const TARGET_HANDSHAKE_TIMEOUT_MS = 15_000;
/** Milliseconds in which nothing of a non-empty queue leaves: the connection is open but dead. */
export const TARGET_STALL_TIMEOUT_MS = 10_000;
/** Bytes at once that a server may answer: a handful of commands, each below 1 KB. */
export const REPLY_BURST_BYTES_MAX = 64 * 1024;
/** Bytes a second that a server may answer afterwards, or a thousand acknowledgements: what it says more keeps us busy. */
export const REPLY_RATE_BYTES_MAX = 16 * 1024;
/**
 * Streams that a stream may have come through, one relaying to the next: more than anybody sets up, and a name of 130
 * characters.
 */
export const VIA_MAX = 8;
/** Milliseconds for a polite goodbye. */
export const TARGET_CLOSE_TIMEOUT_MS = 2_000;

// PROXY protocol

/** Bytes of a PROXY v2 header after its first 16: two IPv6 addresses and room for TLVs. */
export const PROXY_HEADER_BODY_MAX = 512;
