import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { type TestInstallation } from './installation.js';

/** What a preview address comes to: the first bytes of the picture, or the status and the words of the refusal. */
export async function knock(url: string): Promise<{ bytes: Buffer } | { status: number; words: string }> {
  const socket = new WebSocket(url);
  socket.on('error', () => undefined);
  const refused = once(socket, 'unexpected-response').then(async ([, response]) => {
    const { statusCode = 0 } = response as IncomingMessage;
    return { status: statusCode, words: await text(response as IncomingMessage) };
  });
  const shown = once(socket, 'message').then(([bytes]) => ({ bytes: bytes as Buffer }));
  const outcome = await Promise.race([refused, shown]);
  socket.terminate();
  return outcome;
}

/** The address with the claims of one ticket under the signature of another. */
export function forged(url: string, claimsOf: string): string {
  const [[head, , signature], [, claims]] = [ticketOf(url), ticketOf(claimsOf)];
  return withTicket(url, [head, claims, signature].join('.'));
}

/** The address with its ticket signed anew by the installation's own key, to expire at `exp`, in seconds since the epoch. */
export async function reissued(url: string, { dataDir }: TestInstallation, exp: number): Promise<string> {
  const [head, claims] = ticketOf(url).slice(0, 2).map(decode);
  const { keys } = JSON.parse(await readFile(`${dataDir}/signing-key.json`, 'utf8')) as { keys: JsonWebKey[] };
  const key = keys.find(({ kid }) => kid === head!['kid'])!;
  const body = [head, { ...claims, exp }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign(null, Buffer.from(body), createPrivateKey({ key, format: 'jwk' }));
  return withTicket(url, `${body}.${signature.toString('base64url')}`);
}

const ticketOf = (url: string): string[] => new URL(url).searchParams.get('ticket')!.split('.');

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

function withTicket(url: string, ticket: string): string {
  const made = new URL(url);
  made.searchParams.set('ticket', ticket);
  return made.href;
}
