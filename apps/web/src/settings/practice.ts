/** A stream key for the practice destination, which takes any; two streamers must not collide on it. */
export function practiceKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `practice-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
