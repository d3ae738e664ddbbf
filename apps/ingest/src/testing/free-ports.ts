import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where free ports are looked for: above what nodes take by default, below what Linux gives to connections that dial. */
const FIRST = 22_000;
const LAST = 32_000;

/** So many neighbouring loopback ports, free a moment ago. At a random place: two runs side by side hardly ever meet. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = randomInt(FIRST, LAST - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return ports;
  }
}

/** As a node's setting. */
export function asRange(ports: readonly number[]): { MIDSTATION_INGEST_PORTS: string } {
  return { MIDSTATION_INGEST_PORTS: `${ports[0]}-${ports.at(-1)}` };
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
