import { freePort, ServerProcess } from '@mid-station/service/testing';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureCertificate } from '../launcher/data-dir/certificate.js';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'deploy', 'reverse-proxy', 'nginx.conf');

describe('the example of a reverse proxy', () => {
  let gateway: Server;
  let nginx: ServerProcess;
  let sayMore: () => void = () => undefined;

  beforeAll(async () => {
    gateway = createServer((asked, answer) => {
      if (asked.url !== '/api/events') return void answer.end(JSON.stringify(asked.headers));
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).write('first');
      sayMore = () => answer.end('second');
    }).on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    nginx = await ServerProcess.start('nginx', 'https', prepare);
  });
  afterAll(async () => {
    await nginx?.stop();
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
  });

  /** The example as it is, but for addresses that this machine has free. */
  async function prepare(port: number, folder: string): Promise<{ file: string; args: string[] }> {
    const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
    await ensureCertificate(certificate, key);
    const example = (await readFile(EXAMPLE, 'utf8'))
      .replace('127.0.0.1:8080', `127.0.0.1:${(gateway.address() as AddressInfo).port}`)
      .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
      .replace('listen 443 ', `listen 127.0.0.1:${port} `)
      .replace(/listen \[::\].*\n/g, '')
      .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`);
    const main = `daemon off; master_process off; pid ${folder}/pid; events {} http { access_log off; ${example} }`;
    await writeFile(join(folder, 'nginx.conf'), main);
    return { file: 'nginx', args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'] };
  }

  const ask = (path: string, headers: Record<string, string> = {}) =>
    request(`${nginx.url}${path}`, { headers, rejectUnauthorized: false, agent: false }).end();
  const answerOf = (asked: ReturnType<typeof ask>): Promise<AsyncIterator<Buffer>> =>
    new Promise((resolve, reject) => {
      asked.once('response', (answer) => resolve(answer[Symbol.asyncIterator]())).once('error', reject);
    });
  const part = async (answer: AsyncIterator<Buffer>): Promise<string> => String((await answer.next()).value);

  it('tells the gateway who asks, whatever the visitor claims', async () => {
    const answer = await answerOf(ask('/api/me', { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'http' }));
    const seen = JSON.parse(await part(answer)) as Record<string, string>;
    expect(seen).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' });
  });

  it('passes each event on when it happens', async () => {
    const answer = await answerOf(ask('/api/events'));
    expect(await part(answer)).toBe('first');
    sayMore();
    expect(await part(answer)).toBe('second');
  });

  it('lets the preview become a WebSocket', async () => {
    const asked = ask('/preview', { upgrade: 'websocket', connection: 'Upgrade' });
    const { statusCode } = await new Promise<{ statusCode?: number }>((resolve, reject) => {
      asked.once('upgrade', resolve).once('response', resolve).once('error', reject);
    });
    asked.destroy();
    expect(statusCode).toBe(101);
  });
});
