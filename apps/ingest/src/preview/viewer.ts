import type { WebSocket } from 'ws';
import { type HostedSession } from '../claim/hosted-session.js';
import { PREVIEW_PING_MS } from '../limits.js';

/** WebSocket status: the stream is over (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;

export interface Viewer {
  close(): void;
}

/** Sends a session's picture to one viewer until either is gone. The relay skips ahead for one that is slow. */
export function watch(session: HostedSession, socket: WebSocket, onGone: () => void): Viewer {
  const stop = session.preview({
    write: (bytes) => socket.send(bytes, { binary: true }),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    end: () => socket.close(NORMAL, 'The stream is over.'),
  });
  const stopPinging = ping(socket);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    stop();
    stopPinging();
    onGone();
  });
  return { close: () => socket.close(GOING_AWAY, 'The server is going away.') };
}

/** A viewer whose computer went to sleep closes nothing. */
function ping(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PREVIEW_PING_MS);
  return () => clearInterval(timer);
}
