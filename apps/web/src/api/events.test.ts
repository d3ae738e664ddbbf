import { AppError } from '@mid-station/contracts';
import { aSession } from '../testing/fixtures/index.js';
import type { ApiClient } from './client.js';
import { followEvents, retryDelay, type EventHandlers } from './events.js';

/** Opens one stream after the other as told; a string is what it says before it ends, an error is thrown, null hangs. */
function clientOf(streams: (string | AppError | null)[]): ApiClient {
  const stream = (_: string, signal: AbortSignal) => {
    const next = streams.shift() ?? null;
    if (next instanceof AppError) return Promise.reject(next);
    return Promise.resolve(bodyOf(next, signal));
  };
  return { stream } as unknown as ApiClient;
}

function bodyOf(text: string | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason));
      if (text === null) return;
      // Cut in the middle of everything: a network does not know where a message ends.
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(new Uint8Array([byte]));
      controller.close();
    },
  });
}

function follow(streams: (string | AppError | null)[]) {
  const seen: string[] = [];
  const leaving = new AbortController();
  const handlers: EventHandlers = {
    session: ({ state }) => seen.push(`session ${state}`),
    stats: () => seen.push('stats'),
    unreadable: () => seen.push('unreadable'),
    link: (state) => {
      seen.push(state);
      if (seen.filter((word) => word === 'open').length === 2) leaving.abort();
    },
  };
  return { seen, leaving, done: followEvents(clientOf(streams), handlers, leaving.signal) };
}

const message = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

beforeAll(() => {
  Object.assign(globalThis, { window: new EventTarget() });
});

it('reads sessions, skips comments, and opens the stream again when it ends', async () => {
  const { seen, done } = follow([`: hello\n\n${message('session', aSession)}`, null]);
  await done;
  expect(seen).toEqual(['connecting', 'open', 'session live', 'lost', 'open']);
});

it('says that a message was unreadable instead of ending', async () => {
  const { seen, done } = follow([
    `${message('session', { id: 1 })}event: session\ndata: {\n\n${message('new', 1)}`,
    null,
  ]);
  await done;
  expect(seen).toEqual(['connecting', 'open', 'unreadable', 'unreadable', 'lost', 'open']);
});

it('keeps trying while the server is away', async () => {
  const { seen, leaving, done } = follow([new AppError('unavailable', ''), null, null]);
  globalThis.window.dispatchEvent(new Event('online'));
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.window.dispatchEvent(new Event('online'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['connecting', 'lost', 'open']);
  leaving.abort();
  await done;
});

it('gives up when nobody is signed in any more', async () => {
  const { seen, done } = follow([new AppError('unauthenticated', 'Sign in first.')]);
  await done;
  expect(seen).toEqual(['connecting']);
});

it('waits longer after each failure, up to ten seconds, never in step with the others', () => {
  expect([0, 1, 2, 10].map((failures) => retryDelay(failures, () => 1))).toEqual([500, 1_000, 2_000, 10_000]);
  expect(retryDelay(10, () => 0)).toBe(5_000);
});
