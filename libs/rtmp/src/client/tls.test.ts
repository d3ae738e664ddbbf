import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createServer, type Server } from 'node:tls';
import { TargetError } from '../errors.js';
import { type Certificate, makeCertificate } from '../testing/certificates.js';
import { FakeTarget, politely } from '../testing/fake-target.js';
import { parseTargetUrl } from '../url/target-url.js';
import { PublisherClient } from './publisher-client.js';

describe('RTMPS', () => {
  let directory: string;
  let forName: Certificate;
  let forAddress: Certificate;
  let server: Server;
  let serverNames: (string | false)[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rtmps-'));
    forName = await makeCertificate(directory, 'DNS:localhost');
    forAddress = await makeCertificate(directory, 'IP:127.0.0.1');
  });

  afterEach(() => server.close());
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function serve(certificate: Certificate): Promise<number> {
    serverNames = [];
    const target = new FakeTarget();
    server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
      serverNames.push(socket.servername as string | false);
      target.serve(socket, politely);
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function open(host: string, port: number, ca?: string): Promise<string> {
    const url = parseTargetUrl(`rtmps://${host}:${port}/app`);
    const client = new PublisherClient({ url, key: 'key', ...(ca && { tls: { ca } }) });
    try {
      await client.open();
      await client.close();
      return 'open';
    } catch (error) {
      if (error instanceof TargetError) return error.code;
      throw error;
    }
  }

  it('publishes to a server whose certificate verifies, and tells it the name', async () => {
    const port = await serve(forName);
    expect(await open('localhost', port, forName.cert)).toBe('open');
    expect(serverNames).toEqual(['localhost']);
  });

  it('publishes to an address whose certificate verifies, and sends no name', async () => {
    const port = await serve(forAddress);
    expect(await open('127.0.0.1', port, forAddress.cert)).toBe('open');
    expect(serverNames).toEqual([false]);
  });

  it('refuses a certificate that is not trusted', async () => {
    expect(await open('localhost', await serve(forName))).toBe('tls_untrusted');
  });

  it('refuses a certificate for another name', async () => {
    expect(await open('localhost', await serve(forAddress), forAddress.cert)).toBe('tls_name_mismatch');
  });

  it('says so when the server does not speak TLS', async () => {
    await serve(forName);
    const plain = await FakeTarget.raw((socket) => socket.end('not TLS'));
    expect(await open('127.0.0.1', plain.port)).toBe('tls_failed');
    plain.stop();
  });
});
