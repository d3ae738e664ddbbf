import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type TestInstallation } from './installation.js';

/** What a preview address comes to: the first bytes of the picture, or the status and the words of the refusal. */
type Answer = { bytes: Buffer } | { status: number; words: string };

/** Silence after which a player gives a connection up and makes another, in milliseconds. */
const SILENCE_MS = 5_000;
const ATTEMPTS = 4;

/** As a player does it: a connection that ends, or brings nothing, is tried again. */
export async function knock(url: string): Promise<Answer> {
  const failures: string[] = [];
  while (failures.length < ATTEMPTS) {
    const answer = await attempt(url);
    if (typeof answer === 'object') return answer;
    failures.push(answer);
  }
  throw new Error(`neither picture nor refusal: ${failures.join(', ')}`);
}

/** A viewer who stays. `ended` resolves with the code that their preview ends with. */
export interface Viewer {
  readonly ended: Promise<number>;
  isOpen(): boolean;
}

/** Resolves once they see something. */
export async function view(url: string): Promise<Viewer> {
  const socket = new WebSocket(url);
  const ended = new Promise<number>((resolve) => socket.on('close', resolve));
  await once(socket, 'message');
  socket.on('error', () => undefined); // the close says it
  return { ended, isOpen: () => socket.readyState === WebSocket.OPEN };
}

/** A text says why there is no answer. */
async function attempt(url: string): Promise<Answer | string> {
  const socket = new WebSocket(url);
  const outcome = new Promise<Answer | string>((resolve) => {
    socket.on('error', ({ message }) => resolve(message));
    socket.on('close', (code) => resolve(`closed with ${code}`));
    socket.on('message', (bytes: Buffer) => resolve({ bytes }));
    socket.on('unexpected-response', (_, response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      text(response).then(
        (words) => resolve({ status, words }),
        ({ message }: Error) => resolve(message),
      );
    });
  });
  const waiting = new AbortController();
  const silence = sleep(SILENCE_MS, 'silence', { signal: waiting.signal }).catch(() => 'not waited for');
  const answer = await Promise.race([outcome, silence]);
  waiting.abort();
  socket.terminate();
  return answer;
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
