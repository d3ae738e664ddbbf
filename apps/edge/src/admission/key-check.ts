import { type IngestKey } from '@mid-station/contracts';
import { timingSafeEqual } from 'node:crypto';

/** Whether a key hash is one of those that may publish now. Takes the same time whichever of them fits. */
export function mayPublish(keyHash: string, keys: readonly IngestKey[], now: Date = new Date()): boolean {
  const given = Buffer.from(keyHash, 'hex');
  let fits = false;
  for (const { hash, expiresAt } of keys) {
    const isSame = timingSafeEqual(given, Buffer.from(hash, 'hex'));
    const isValid = expiresAt === null || new Date(expiresAt) > now;
    fits = (isSame && isValid) || fits;
  }
  return fits;
}
