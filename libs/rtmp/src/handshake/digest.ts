import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { PACKET_BYTES } from './packet.js';

// The digest handshake is not part of Adobe's published specification. Flash-like encoders put an HMAC-SHA256 of their
// C1 into it and some verify that S1 and S2 carry one in return. The keys are the well-known constants of the field.
const SHARED_KEY = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex');
const CLIENT_KEY = Buffer.from('Genuine Adobe Flash Player 001');
const SERVER_KEY = Buffer.from('Genuine Adobe Flash Media Server 001');
const SERVER_FULL_KEY = Buffer.concat([SERVER_KEY, SHARED_KEY]);

const DIGEST_BYTES = 32;

/** The two places where the four bytes that point to the digest may stand. */
const SCHEMES = [8, 772] as const;
type Scheme = (typeof SCHEMES)[number];

function digestOffset(packet: Buffer, scheme: Scheme): number {
  const sum = packet[scheme]! + packet[scheme + 1]! + packet[scheme + 2]! + packet[scheme + 3]!;
  return scheme + 4 + (sum % 728);
}

function computeDigest(packet: Buffer, offset: number, key: Buffer): Buffer {
  const hmac = createHmac('sha256', key);
  hmac.update(packet.subarray(0, offset));
  hmac.update(packet.subarray(offset + DIGEST_BYTES));
  return hmac.digest();
}

/** A digest found in a C1, and where. */
export interface ClientDigest {
  readonly scheme: Scheme;
  readonly digest: Buffer;
}

/** Looks for a valid digest in a C1; null means the plain handshake. */
export function findClientDigest(c1: Buffer): ClientDigest | null {
  if (c1.readUInt32BE(4) === 0) return null;
  for (const scheme of SCHEMES) {
    const offset = digestOffset(c1, scheme);
    const digest = c1.subarray(offset, offset + DIGEST_BYTES);
    if (timingSafeEqual(digest, computeDigest(c1, offset, CLIENT_KEY))) return { scheme, digest };
  }
  return null;
}

/** S1 with a digest at the place that the client chose. */
export function digestS1(scheme: Scheme): Buffer {
  const s1 = randomBytes(PACKET_BYTES);
  s1.writeUInt32BE(0, 0);
  s1.writeUInt32BE(0x04050001, 4); // a Flash Media Server version; zero would announce the plain handshake
  const offset = digestOffset(s1, scheme);
  computeDigest(s1, offset, SERVER_KEY).copy(s1, offset);
  return s1;
}

/** S2 that proves to the client that its digest was read. */
export function digestS2(clientDigest: Buffer): Buffer {
  const s2 = randomBytes(PACKET_BYTES);
  const key = createHmac('sha256', SERVER_FULL_KEY).update(clientDigest).digest();
  const end = PACKET_BYTES - DIGEST_BYTES;
  createHmac('sha256', key).update(s2.subarray(0, end)).digest().copy(s2, end);
  return s2;
}
