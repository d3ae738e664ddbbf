import { HANDLE_MAX_LENGTH, handleSchema } from '@mid-station/contracts';
import { ingestHandle, ingestKey, type PublishRequest } from '@mid-station/rtmp';
import { createHash } from 'node:crypto';

/** Who an encoder says it is. The key itself goes no further than this file. */
export interface Credentials {
  readonly handle: string;
  /** SHA-256 of the stream key, lower-case hex. */
  readonly keyHash: string;
}

/** Reads handle and key from the forms that encoders send. Null when there is no handle or no key. */
export function readCredentials(request: Pick<PublishRequest, 'app' | 'streamName'>): Credentials | null {
  const path = request.app.replace(/^\/+/, '');
  const handle = handleSchema.safeParse(ingestHandle(path).slice(0, HANDLE_MAX_LENGTH + 1));
  const key = ingestKey(request);
  if (!handle.success || key === '') return null;
  return { handle: handle.data, keyHash: createHash('sha256').update(key).digest('hex') };
}
