import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The policy that the gateway serves the page with, or a stricter one. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
].join('; ');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export const ORIGIN = 'http://station.test';
const dist = pathToFileURL(`${resolve(process.env.LOOK_DIST ?? fileURLToPath(new URL('../dist', import.meta.url)))}/`);

/** Serves the built page and the given answers to a browser page, without any server. */
export async function serve(page, answers, now) {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname.startsWith('/api/') ? answer(route, answers, now) : file(route, pathname);
  });
  if (answers.events) await page.addInitScript(openEventStream, { ...answers.events, now });
}

function file(route, pathname) {
  const extension = extname(pathname) || '.html';
  const name = extension === '.html' ? 'index.html' : pathname.slice(1);
  const headers = { 'content-type': TYPES[extension] ?? 'application/octet-stream', 'content-security-policy': POLICY };
  return route.fulfill({ body: readFileSync(new URL(name, dist)), headers });
}

/** An answer may be a promise: the page waits until it is kept. */
async function answer(route, answers, now) {
  const call = `${route.request().method()} ${new URL(route.request().url()).pathname.slice('/api'.length)}`;
  const headers = { date: new Date(now).toUTCString() };
  const body = await answers[call];
  if (body === 'never') return undefined;
  if (body === undefined) return route.abort();
  if (body === null) return route.fulfill({ status: 204, headers });
  if (body.svg) return route.fulfill({ body: body.svg, contentType: 'image/svg+xml', headers });
  if (body.code) return route.fulfill({ status: body.status, json: body, headers });
  return route.fulfill({ status: call.startsWith('POST /me/tokens') ? 201 : 200, json: body, headers });
}

/**
 * In the page: an event stream that stays open, with a minute of numbers behind it; those of `before` until the encoder
 * was lost, some seconds ago. `station` is the server's hand: it tells events, cuts the stream, and lets it be opened again.
 */
function openEventStream({ session, before = session, now }) {
  const LOST_SECONDS_AGO = 19;
  const real = window.fetch;
  const encoder = new TextEncoder();
  const event = (name, data) => encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const statsAt = (second, { publisher } = second > LOST_SECONDS_AGO ? before : session) => ({
    sessionId: session.id,
    at: new Date(now - second * 1_000).toISOString(),
    targets: session.targets,
    publisher: publisher && {
      ...publisher,
      bitrateKbps: publisher.bitrateKbps * (1 + 0.03 * Math.sin(second / 2) + 0.02 * Math.sin(second * 1.3)),
    },
  });
  let events;
  let away = false;
  window.station = {
    tell: (name, data) => events.enqueue(event(name, data)),
    cut() {
      away = true;
      events.close();
    },
    comeBack: () => (away = false),
  };
  window.fetch = (url, init) => {
    if (!String(url).endsWith('/api/events')) return real(url, init);
    if (away) return Promise.reject(new TypeError('away'));
    const body = new ReadableStream({
      start(controller) {
        events = controller;
        if (!session) return;
        controller.enqueue(event('session', session));
        if (session.publisher)
          for (let second = 60; second >= 0; second--) controller.enqueue(event('stats', statsAt(second)));
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
}
