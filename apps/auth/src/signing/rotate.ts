import { ACCESS_TOKEN_SECONDS } from '@mid-station/contracts';
import { KEY_LEAD_SECONDS } from '../limits.js';
import { loadKeyFile, newSigningKey, replaceKeyFile, type SigningKey } from './key-file.js';

/**
 * Adds a signing key and drops those whose last token has expired. The new key is published at once and signs a little
 * later, when every copy has read it, so nobody is signed out. Gives the new key's id.
 */
export async function rotateSigningKey(path: string, now = new Date()): Promise<string> {
  const keys = await loadKeyFile(path);
  const key = newSigningKey(new Date(now.getTime() + KEY_LEAD_SECONDS * 1000));
  await replaceKeyFile(path, [key, ...keys.filter((each) => isNeeded(each, keys, now))]);
  return key.kid;
}

/** A key is needed until the tokens it signed before its successor took over have expired. */
function isNeeded(key: SigningKey, keys: SigningKey[], now: Date): boolean {
  const successors = keys.map(({ signFrom }) => Date.parse(signFrom)).filter((from) => from > Date.parse(key.signFrom));
  return successors.length === 0 || Math.min(...successors) + ACCESS_TOKEN_SECONDS * 1000 > now.getTime();
}
