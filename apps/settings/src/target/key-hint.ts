const HINT_LENGTH = 4;

/** The key's last four characters; of a very short key never more than half. */
export function keyHint(key: string): string {
  return key.slice(key.length - Math.min(HINT_LENGTH, Math.floor(key.length / 2)));
}
