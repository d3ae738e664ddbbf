import { randomBytes } from 'node:crypto';
import { ProtocolViolation } from '../errors.js';
import { digestS1, digestS2, findClientDigest } from './digest.js';
import { PACKET_BYTES, RTMP_VERSION } from './packet.js';

/**
 * Server side of the handshake. A C1 with a valid digest is answered with digests, any other with the plain form in
 * which S2 echoes C1. C2 is awaited and not looked at.
 */
export class ServerHandshake {
  private readonly c0c1 = Buffer.allocUnsafe(1 + PACKET_BYTES);
  private received = 0;

  /** Takes client bytes. Returns what follows the handshake once it is complete, until then null. */
  push(bytes: Buffer, send: (answer: Buffer) => void): Buffer | null {
    const before = this.received;
    if (before === 0 && bytes.length > 0 && bytes[0] !== RTMP_VERSION) {
      throw new ProtocolViolation('handshake_version', `handshake begins with byte ${bytes[0]}, RTMP begins with 3`);
    }
    if (before < this.c0c1.length) bytes.copy(this.c0c1, before);
    this.received += bytes.length;
    if (before < this.c0c1.length && this.received >= this.c0c1.length) send(answer(this.c0c1.subarray(1)));
    const total = this.c0c1.length + PACKET_BYTES;
    return this.received >= total ? bytes.subarray(bytes.length - (this.received - total)) : null;
  }
}

function answer(c1: Buffer): Buffer {
  const digest = findClientDigest(c1);
  const s0 = Buffer.from([RTMP_VERSION]);
  if (digest) return Buffer.concat([s0, digestS1(digest.scheme), digestS2(digest.digest)]);
  const s1 = randomBytes(PACKET_BYTES);
  s1.fill(0, 0, 8);
  return Buffer.concat([s0, s1, c1]);
}
