import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** Listens on a free loopback port. */
export async function listen(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: portOf(server) };
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return address.port;
}

export async function dialLocal(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { server, port } = await listen(() => undefined);
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves once something accepts on the port. */
export async function whenListening(port: number): Promise<void> {
  await until(async () => {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    return isOpen;
  });
}

/** Between two looks at a condition, in milliseconds; what a look comes later than twice that, this process stood still. */
const LOOK_MS = 10;

/** Waits for a condition; fails after twenty seconds with its text. Time in which this process stood still does not count. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 20_000): Promise<void> {
  for (let waited = 0; !(await condition());) {
    if (waited > milliseconds) throw new Error(`never true: ${String(condition)}`);
    const from = Date.now();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    waited += Math.min(Date.now() - from, 2 * LOOK_MS);
  }
}
