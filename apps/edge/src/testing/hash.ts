import { createHash } from 'node:crypto';

/** A stream key as routes hold it. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
