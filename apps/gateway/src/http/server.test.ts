import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createAdapter } from './server.js';

describe('a connection to the gateway', () => {
  /** Long enough that a busy machine is not taken for a client that stands still. */
  const IDLE_MS = 1_000;
  /** More than the system takes off our hands. */
  const ANSWER_BYTES = 16 * 1024 * 1024;
  let adapter: FastifyAdapter;
  let port: number;

  beforeAll(async () => {
    adapter = createAdapter('loopback', IDLE_MS);
    adapter.getInstance().get('/', () => Buffer.alloc(ANSWER_BYTES));
    await adapter.init();
    await adapter.listen(0, '127.0.0.1');
    ({ port } = (adapter.getHttpServer() as { address(): AddressInfo }).address());
  });

  afterAll(() => adapter.close());

  const ask = () => connect(port, '127.0.0.1').on('error', () => undefined);
  const request = 'GET / HTTP/1.1\r\nhost: gateway\r\n\r\n';

  it('is closed when its client asks for much and takes nothing', async () => {
    const client = ask();
    client.write(request);
    await once(client, 'readable'); // and is never read from
    const server = adapter.getHttpServer() as { getConnections(count: (error: unknown, open: number) => void): void };
    const open = (): Promise<number> => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    expect(await open()).toBe(1);
    while ((await open()) > 0) await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 4));
    client.destroy();
  });

  it('stays when its client takes the answer slowly', async () => {
    const client = ask();
    client.write(request);
    let taken = 0;
    const began = performance.now();
    while (taken < ANSWER_BYTES && !client.destroyed) {
      taken += ((client.read() as Buffer | null) ?? Buffer.alloc(0)).length;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(taken).toBeGreaterThanOrEqual(ANSWER_BYTES);
    expect(performance.now() - began).toBeGreaterThan(IDLE_MS);
    client.destroy();
  });
});
