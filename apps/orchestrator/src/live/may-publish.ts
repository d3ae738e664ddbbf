import type { IngestIdentity } from '@mid-station/contracts';
import { timingSafeEqual } from 'node:crypto';

/** Compared with when there is no such handle, so that the answer takes the same time. */
const NOBODYS_KEY = { hash: '0'.repeat(64), expiresAt: null };

/** Whether this hash of a stream key is one the identity may publish with now. Constant time per key. */
export function mayPublish(identity: IngestIdentity | null, keyHash: string, now = Date.now()): boolean {
  const given = Buffer.from(keyHash, 'hex');
  const keys = identity && identity.keys.length > 0 ? identity.keys : [NOBODYS_KEY];
  let matches = false;
  for (const { hash, expiresAt } of keys) {
    const isSame = timingSafeEqual(Buffer.from(hash, 'hex'), given);
    const isValid = expiresAt === null || Date.parse(expiresAt) > now;
    matches = (isSame && isValid) || matches;
  }
  return matches && identity !== null && identity.keys.length > 0;
}
