import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below what the launcher takes for itself and what systems give to outgoing connections, so that nobody else takes it. */
const FIRST = 10_000;
const COUNT = 10_000;

/**
 * A port that nobody listens on, for a server that binds it later, or again and again. No other test on this machine is
 * given it while this process lives.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if ((await reserve(port)) && (await canBind(port))) return port;
  }
}

/** The UDP port of the same number, which nothing here uses, stands for the reservation: the system ends it with us. */
function reserve(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').once('error', () => socket.close(() => resolve(false)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
