/** Handshake packets C1, C2, S1, S2 (Adobe RTMP 1.0, 5.2): four bytes of time, four of version or time, random bytes. */
export const PACKET_BYTES = 1536;

/** The only version in use: plain RTMP. 6 and above are RTMPE. */
export const RTMP_VERSION = 3;
