import type { IngestKey } from '@mid-station/contracts';
import { timingSafeEqual } from 'node:crypto';

/** Whether this SHA-256 of a stream key is one of those that may publish now. The same time is taken whichever fits. */
export function mayPublish(keyHash: string, keys: readonly IngestKey[], now = Date.now()): boolean {
  const given = Buffer.from(keyHash, 'hex');
  let fits = false;
  for (const { hash, expiresAt } of keys) {
    const isSame = timingSafeEqual(Buffer.from(hash, 'hex'), given);
    const isValid = expiresAt === null || Date.parse(expiresAt) > now;
    fits = (isSame && isValid) || fits;
  }
  return fits;
}
