import { HANDLE_MAX_LENGTH, handleSchema } from '@mid-station/contracts';
import { createHash } from 'node:crypto';

/** Who an encoder says it is. The key itself goes no further than to its hash. */
export interface Credentials {
  readonly handle: string;
  /** SHA-256 of the stream key, lower-case hex. */
  readonly keyHash: string;
}

/** Handle and key as an encoder sent them. Null when there is no key, or no handle that could be one. */
export function credentialsOf(handle: string, key: string): Credentials | null {
  // Cut before it is looked at: a stranger may send a long one.
  const known = handleSchema.safeParse(handle.slice(0, HANDLE_MAX_LENGTH + 1));
  if (!known.success || key === '') return null;
  return { handle: known.data, keyHash: createHash('sha256').update(key).digest('hex') };
}
