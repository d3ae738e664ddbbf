import { randomBytes } from 'node:crypto';
import { ProtocolViolation } from '../errors.js';
import { PACKET_BYTES, RTMP_VERSION } from './packet.js';

/** Client side of the plain handshake, which every platform and server accepts. S2 is awaited and not looked at. */
export class ClientHandshake {
  private readonly s0s1 = Buffer.allocUnsafe(1 + PACKET_BYTES);
  private received = 0;

  /** C0 and C1, the first bytes of the connection. */
  start(): Buffer {
    const hello = randomBytes(1 + PACKET_BYTES);
    hello[0] = RTMP_VERSION;
    hello.fill(0, 1, 9);
    return hello;
  }

  /** Takes server bytes; sends C2. Returns what follows the handshake once it is complete, until then null. */
  push(bytes: Buffer, send: (c2: Buffer) => void): Buffer | null {
    const before = this.received;
    if (before === 0 && bytes.length > 0 && bytes[0] !== RTMP_VERSION) {
      throw new ProtocolViolation('handshake_version', `handshake begins with byte ${bytes[0]}, RTMP begins with 3`);
    }
    if (before < this.s0s1.length) bytes.copy(this.s0s1, before);
    this.received += bytes.length;
    if (before < this.s0s1.length && this.received >= this.s0s1.length) send(Buffer.from(this.s0s1.subarray(1)));
    const total = this.s0s1.length + PACKET_BYTES;
    return this.received >= total ? bytes.subarray(bytes.length - (this.received - total)) : null;
  }
}
