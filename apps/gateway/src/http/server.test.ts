import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createAdapter } from './server.js';

describe('a connection to the gateway', () => {
  const IDLE_MS = 200;
  /** More than the system takes off our hands. */
  const ANSWER_BYTES = 32 * 1024 * 1024;
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
    while (taken < ANSWER_BYTES) {
      taken += ((client.read() as Buffer | null) ?? Buffer.alloc(0)).length;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    client.destroy();
  });
});
