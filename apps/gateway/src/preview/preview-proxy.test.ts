import { authBus } from '@mid-station/contracts';
import { eventually, freePort } from '@mid-station/service/testing';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { PREVIEWS_AT_ONCE } from '../limits.js';
import { sessionOf, TestGateway } from '../testing/test-gateway.js';

describe('the preview', () => {
  let gateway: TestGateway;
  let edge: WebSocketServer;

  beforeAll(async () => {
    edge = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: ({ req }: { req: { url?: string } }) => !req.url?.includes('bad'),
    });
    await new Promise((resolve) => edge.once('listening', resolve));
    const { port } = edge.address() as AddressInfo;
    gateway = await TestGateway.start({ MIDSTATION_EDGE_PREVIEW_URL: `http://127.0.0.1:${port}` });
  });

  afterAll(async () => {
    await gateway.stop();
    for (const client of edge.clients) client.terminate();
    await new Promise((resolve) => edge.close(resolve));
  });

  const open = (path: string) => new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`);

  it('is carried to the edge and back, byte for byte, and ends with either side', async () => {
    const accepted = new Promise<WebSocket>((resolve) => edge.once('connection', resolve));
    const client = open('/preview?ticket=good');
    const received: Buffer[] = [];
    client.on('message', (data: Buffer) => received.push(data));
    const server = await accepted;
    const sent = Array.from({ length: 50 }, (_, i) => Buffer.alloc(20_000, i));
    for (const frame of sent) server.send(frame);
    await eventually(() => expect(Buffer.concat(received).equals(Buffer.concat(sent))).toBe(true));
    const gone = new Promise((resolve) => server.once('close', resolve));
    client.terminate();
    await gone;
  });

  it('is refused as the edge refuses it', async () => {
    const client = open('/preview?ticket=bad').on('error', () => undefined);
    const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect(await text(response)).toBe('Unauthorized'); // the edge's words
  });

  it('has room however many were refused that do not close their side', async () => {
    const { port } = new URL(gateway.url);
    const strangers: Socket[] = Array.from({ length: PREVIEWS_AT_ONCE }, () => {
      const stranger = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
      const head = [
        'GET /preview?ticket=bad HTTP/1.1',
        'Host: x',
        ...upgrade,
        `Sec-WebSocket-Key: ${'x'.repeat(22)}==`,
      ];
      stranger.write(`${head.join('\r\n')}\r\n\r\n`);
      return stranger.on('error', () => undefined).resume();
    });
    await Promise.all(strangers.map((each) => once(each, 'end')));
    const client = await eventually(async () => {
      const knocking = open('/preview?ticket=good');
      await once(knocking, 'open');
      return knocking;
    });
    client.terminate();
    for (const stranger of strangers) stranger.destroy();
  });

  it('is the only WebSocket there is', async () => {
    const error = await new Promise<Error>((resolve) => open('/other').once('error', resolve));
    expect(error.message).toMatch('404');
  });

  it('needs a live session, and comes with the address the client used', async () => {
    const token = await gateway.accessToken();
    gateway.session = null;
    expect(await (await gateway.fetch('/api/live/preview', { token })).json()).toMatchObject({ code: 'not_live' });
    gateway.session = sessionOf();
    const expiresAt = new Date().toISOString();
    const stop = gateway.services.answer(authBus.previewTicket, () => Promise.resolve({ ticket: 'a.b.c', expiresAt }));
    await gateway.services.settle();
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'live.example.org' };
    const answer = await gateway.fetch('/api/live/preview', { token, headers });
    expect(await answer.json()).toEqual({ url: 'wss://live.example.org/preview?ticket=a.b.c', expiresAt });
    const direct = await gateway.fetch('/api/live/preview', { token });
    expect(await direct.json()).toMatchObject({ url: `${gateway.url.replace('http', 'ws')}/preview?ticket=a.b.c` });
    stop();
  });

  it('says that the edge is away', async () => {
    const alone = await TestGateway.start({ MIDSTATION_EDGE_PREVIEW_URL: `http://127.0.0.1:${await freePort()}` });
    const client = new WebSocket(`${alone.url.replace('http', 'ws')}/preview?ticket=good`);
    const error = await new Promise<Error>((resolve) => client.once('error', resolve));
    expect(error.message).toMatch('502');
    await alone.stop();
  });
});
