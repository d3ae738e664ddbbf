import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/** What a preview address comes to: the first bytes of the picture, or the status of the refusal. */
export async function knock(url: string): Promise<{ bytes: Buffer } | { status: number }> {
  const socket = new WebSocket(url);
  socket.on('error', () => undefined);
  const refused = once(socket, 'unexpected-response').then(([, response]) => ({
    status: (response as IncomingMessage).statusCode!,
  }));
  const shown = once(socket, 'message').then(([bytes]) => ({ bytes: bytes as Buffer }));
  const outcome = await Promise.race([refused, shown]);
  socket.terminate();
  return outcome;
}

/** The address with the claims of one ticket under the signature of another. */
export function forged(url: string, claimsOf: string): string {
  const [ticket, other] = [url, claimsOf].map((each) => new URL(each).searchParams.get('ticket')!.split('.'));
  const made = new URL(url);
  made.searchParams.set('ticket', [ticket![0], other![1], ticket![2]].join('.'));
  return made.href;
}
