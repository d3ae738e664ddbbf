import { STREAM_NAME_MAX } from '../limits.js';
import { type PublishRequest } from '../server/publish-request.js';

/**
 * The stream key in a publish request, in the forms that encoders send: as stream name, with OBS's `mp4:` or `.flv`
 * decoration or a query on either side, or as second path segment of the app. Empty when there is none. A secret.
 */
export function ingestKey({ app, streamName }: Pick<PublishRequest, 'app' | 'streamName'>): string {
  return plainKey(streamName) || plainKey(secondSegment(app.replace(/^\/+/, '')));
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
