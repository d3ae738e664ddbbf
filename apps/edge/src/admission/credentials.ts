import { HANDLE_MAX_LENGTH, handleSchema } from '@mid-station/contracts';
import { ingestHandle, type PublishRequest } from '@mid-station/rtmp';
import { createHash } from 'node:crypto';

/** Who an encoder says it is. The key itself goes no further than this file. */
export interface Credentials {
  readonly handle: string;
  /** SHA-256 of the stream key, lower-case hex. */
  readonly keyHash: string;
}

/** Characters of a key as it may be typed, with room for prefix and query. Ours have 32. */
const STREAM_NAME_MAX = 512;

/**
 * Reads handle and key from the forms that encoders send: `app` with slashes around it or a query behind it, the key as
 * stream name with OBS's `mp4:` or `.flv` decoration or a query on either side, or as second path segment of the app.
 * Null when there is no handle or no key.
 */
export function readCredentials({ app, streamName }: Pick<PublishRequest, 'app' | 'streamName'>): Credentials | null {
  const path = app.replace(/^\/+/, '');
  const handle = handleSchema.safeParse(ingestHandle(path).slice(0, HANDLE_MAX_LENGTH + 1));
  const key = plainKey(streamName) || plainKey(secondSegment(path));
  if (!handle.success || key === '') return null;
  return { handle: handle.data, keyHash: createHash('sha256').update(key).digest('hex') };
}

function secondSegment(path: string): string {
  return /^[^/?]*\/+([^/]*)/.exec(path)?.[1] ?? '';
}

/** The key without what encoders and people put around it. */
function plainKey(name: string): string {
  if (name.length > STREAM_NAME_MAX) return '';
  const [before = '', query = ''] = name.split('?', 2);
  return trimmed(before) || trimmed(query.split('&', 1)[0] ?? '');
}

function trimmed(part: string): string {
  return part
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .replace(/^(?:mp4|flv):/, '')
    .replace(/\.flv$/, '');
}
