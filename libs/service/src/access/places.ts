import { createHash } from 'node:crypto';

/**
 * Places that nodes may be given with one secret. NATS knows a user for each from its start. None is given to a second node,
 * ever, so this is how many containers of nodes may be made before the secret is changed: years of usual use.
 */
export const NODE_PLACES_MAX = 1_000;

/** The name of the node that has this place; the first is 1. */
export function nodeOfPlace(number: number): string {
  return `node-${number}`;
}

/**
 * Password of that node's user. It tells nothing of another's, nor of the secret. `deploy/compose/start-nats.sh` makes the
 * same one. It begins with a letter: NATS takes what begins with a digit for a number.
 */
export function placePassword(secret: string, nodeId: string): string {
  return `k${createHash('sha256').update(`${nodeId}:${secret}`).digest('hex')}`;
}
