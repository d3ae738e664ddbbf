import { createServer } from 'node:net';
import { guardedDialer } from './address-guard.js';

const attempt = async (allowPrivate: boolean, url: string): Promise<unknown> => {
  try {
    const connection = guardedDialer(allowPrivate)({ url, key: 'key' });
    await connection.open(AbortSignal.timeout(2_000));
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).name;
  }
};

describe('which targets may be dialled', () => {
  it.each([
    'rtmp://127.0.0.1/live',
    'rtmp://localhost/live',
    'rtmp://[::1]/live',
    'rtmp://[::ffff:127.0.0.1]/live',
    'rtmp://169.254.169.254/live',
    'rtmp://10.0.0.1/live',
    'rtmp://0.0.0.0/live',
    'rtmp://example.com:25/live',
  ])('%s is forbidden', async (url) => {
    expect(await attempt(false, url)).toBe('address_forbidden');
  });

  it('loopback is reached where the operator allows it', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await attempt(true, `rtmp://127.0.0.1:${port}/live`)).not.toBe('address_forbidden');
    server.close();
  });
});
