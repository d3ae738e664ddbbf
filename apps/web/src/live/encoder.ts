import type { Session } from '@mid-station/contracts';

/**
 * Whether the encoder of a session is connected. `unknown` while no node speaks of it: it has not come yet, or the node
 * that had it is gone, and it waits at the door for the next one.
 */
export type EncoderLink = 'connected' | 'gone' | 'unknown';

export function encoderLink({ publisher }: Session): EncoderLink {
  if (!publisher) return 'unknown';
  return publisher.connected ? 'connected' : 'gone';
}
