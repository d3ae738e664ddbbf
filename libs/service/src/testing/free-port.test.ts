import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { freePort } from './free-port.js';

describe('a free port', () => {
  it('is given once, and can be bound by whoever it was given to', async () => {
    const ports = await Promise.all(Array.from({ length: 200 }, freePort));
    expect(new Set(ports).size).toBe(200);
    const server = createServer().listen(ports[0]);
    await once(server, 'listening');
    server.close();
  });

  it('is reserved for the whole machine', async () => {
    const port = await freePort();
    const other = createSocket('udp4');
    other.bind({ port, address: '127.0.0.1', exclusive: true });
    const [error] = (await once(other, 'error').catch((thrown: unknown) => [thrown])) as [NodeJS.ErrnoException];
    expect(error.code).toBe('EADDRINUSE');
    other.close();
  });
});
