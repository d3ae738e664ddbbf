import { ingestHandle, ingestKey, type PublishRequest } from '@mid-station/rtmp';
import { type Credentials, credentialsOf } from '@mid-station/service';

/** Reads handle and key from the forms that encoders send. Null when there is no handle or no key. */
export function readCredentials(request: Pick<PublishRequest, 'app' | 'streamName'>): Credentials | null {
  return credentialsOf(ingestHandle(request.app), ingestKey(request));
}
