import { sessionSchema, sessionStatsSchema, type Session, type SessionStats } from '@mid-station/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ApiClient } from './client.js';
import { asAppError } from './problem.js';

/** First and longest pause before the stream is opened again, in milliseconds. */
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 10_000;
/** A stream that says nothing for this long, in milliseconds, is taken for dead; the server sends a comment far more often. */
const SILENCE_MAX_MS = 45_000;

export type LinkState = 'connecting' | 'open' | 'lost';

export interface EventHandlers {
  /** The whole session, after each change. */
  session(session: Session): void;
  /** Its numbers, each second while live. */
  stats(stats: SessionStats): void;
  /** Told on every change. After `open`, whatever was missed must be asked for. */
  link(state: LinkState): void;
  /** A message that this version of the page does not understand. */
  unreadable(): void;
}

/** Follows the user's events until `signal` aborts or nobody is signed in any more, reconnecting by itself. */
export async function followEvents(client: ApiClient, handlers: EventHandlers, signal: AbortSignal): Promise<void> {
  handlers.link('connecting');
  let failures = 0;
  while (!signal.aborted) {
    try {
      await readStream(client, handlers, signal, () => (failures = 0));
    } catch (error) {
      if (asAppError(error).code === 'unauthenticated') return;
    }
    if (signal.aborted) return;
    handlers.link('lost');
    await pause(retryDelay(failures++), signal);
  }
}

async function readStream(client: ApiClient, handlers: EventHandlers, signal: AbortSignal, opened: () => void) {
  const silence = new AbortController();
  const body = await client.stream('/events', AbortSignal.any([signal, silence.signal]));
  const parser = createParser({ onEvent: (message) => deliver(message, handlers) });
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let watch = setTimeout(() => silence.abort(), SILENCE_MAX_MS);
  opened();
  handlers.link('open');
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(() => silence.abort(), SILENCE_MAX_MS);
      parser.feed(chunk.value);
    }
  } finally {
    clearTimeout(watch);
  }
}

function deliver({ event, data }: EventSourceMessage, handlers: EventHandlers): void {
  if (event === 'session') deliverAs(sessionSchema.safeParse(parseJson(data)), handlers.session, handlers);
  if (event === 'stats') deliverAs(sessionStatsSchema.safeParse(parseJson(data)), handlers.stats, handlers);
}

function deliverAs<T>(
  parsed: { success: true; data: T } | { success: false },
  take: (value: T) => void,
  handlers: EventHandlers,
): void {
  if (parsed.success) take(parsed.data);
  else handlers.unreadable();
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** Doubles up to its cap, with jitter so that a restarted server is not met by everybody at once. */
export function retryDelay(failures: number, random = Math.random): number {
  return Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** failures) * (0.5 + random() / 2);
}

/** Waits, but not longer than it takes the device to come back online or the owner to leave. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
