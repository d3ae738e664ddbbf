import type { z } from 'zod';

/**
 * A question on the bus. `subject` may hold `{name}` tokens that address one receiver, e.g. `node.{nodeId}.claim`.
 * `timeoutMs` is how long the asker waits; the answerer is one copy of the service (a queue group), or the addressed one.
 */
export interface Rpc<Request extends z.ZodType = z.ZodType, Response extends z.ZodType = z.ZodType> {
  readonly kind: 'rpc';
  readonly subject: string;
  readonly request: Request;
  readonly response: Response;
  readonly timeoutMs: number;
}

/** A statement on the bus, at most once. Receivers choose: every copy hears it, or one of a queue group. */
export interface Signal<Payload extends z.ZodType = z.ZodType> {
  readonly kind: 'signal';
  readonly subject: string;
  readonly payload: Payload;
}

/** Time an asker waits unless the question says otherwise, in milliseconds: longer than any database answer. */
export const RPC_TIMEOUT_MS = 5_000;

export function rpc<Request extends z.ZodType, Response extends z.ZodType>(
  subject: string,
  request: Request,
  response: Response,
  timeoutMs: number = RPC_TIMEOUT_MS,
): Rpc<Request, Response> {
  return { kind: 'rpc', subject, request, response, timeoutMs };
}

export function signal<Payload extends z.ZodType>(subject: string, payload: Payload): Signal<Payload> {
  return { kind: 'signal', subject, payload };
}

/** Fills the `{name}` tokens of a subject. A token left out becomes `*`, which only subscribers may use. */
export function fillSubject(subject: string, address: Record<string, string> = {}): string {
  return subject.replace(/\{(\w+)\}/g, (_, name: string) => address[name] ?? '*');
}

/** The tokens of an addressed subject by their names: `node.{nodeId}.claim` and `node.a.claim` give `{ nodeId: 'a' }`. */
export function readSubject(pattern: string, subject: string): Record<string, string> {
  const said = subject.split('.');
  const names = pattern.split('.').map((token) => /^\{(\w+)\}$/.exec(token)?.[1]);
  return Object.fromEntries(names.flatMap((name, index) => (name === undefined ? [] : [[name, said[index] ?? '']])));
}
