import { randomBytes } from 'node:crypto';

const FIN_CLOSE = 0x88;
const MASKED = 0x80;

/** The close frame of a WebSocket client (RFC 6455, 5.5.1), masked as a client's must be. At most 123 bytes of reason. */
export function closeFrame(code: number, reason: string): Buffer {
  const body = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
  const mask = randomBytes(4);
  const masked = body.map((byte, at) => byte ^ mask[at % 4]!);
  return Buffer.concat([Buffer.from([FIN_CLOSE, MASKED | body.length]), mask, masked]);
}
