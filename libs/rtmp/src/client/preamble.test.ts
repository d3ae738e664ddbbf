import { encodeProxyHeader } from '../proxy-protocol/proxy-header.js';
import { ServerSession } from '../server/server-session.js';
import { listen } from '../testing/tcp.js';
import { parseTargetUrl } from '../url/target-url.js';
import { PublisherClient } from './publisher-client.js';

const addresses = { sourceAddress: '203.0.113.7', sourcePort: 50_000, destinationAddress: '127.0.0.1' };

it('publishes to a server behind a proxy when its preamble is the proxy header', async () => {
  let seen: string | undefined;
  const { server, port } = await listen((socket) => {
    const session: ServerSession = new ServerSession(
      socket,
      {
        onPublish: () => {
          seen = session.remoteAddress;
          session.accept();
        },
        onMedia: () => undefined,
        onClose: () => undefined,
      },
      { expectProxyHeader: true },
    );
  });
  const preamble = encodeProxyHeader({ ...addresses, destinationPort: port });
  const client = new PublisherClient({ url: parseTargetUrl(`rtmp://127.0.0.1:${port}/app`), key: 'key', preamble });
  await client.open();
  expect(seen).toBe('203.0.113.7');
  await client.close();
  server.close();
});
