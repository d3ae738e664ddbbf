import { authBus, PREVIEW_UNAUTHORIZED, type PreviewClaims } from '@mid-station/contracts';
import { eventually, freePort } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { PREVIEWS_AT_ONCE } from '../limits.js';
import { EVERY_REQUEST, PREVIEW_UPGRADES } from '../rate/limits.js';
import { sessionOf, TestGateway } from '../testing/test-gateway.js';

/** The HTTP answer to a refused upgrade. */
async function refusalOf(client: WebSocket) {
  client.on('error', () => undefined);
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
  return { status: response.statusCode, words: await text(response), retryAfter: response.headers['retry-after'] };
}

const refused = (status: number, words: RegExp) => ({ status, words: expect.stringMatching(words) as string });

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
    const many = { MIDSTATION_RATE_LIMIT_FACTOR: '100' };
    gateway = await TestGateway.start({ MIDSTATION_EDGE_PREVIEW_URL: `http://127.0.0.1:${port}`, ...many });
  });

  afterAll(async () => {
    await gateway.stop();
    for (const client of edge.clients) client.terminate();
    await new Promise((resolve) => edge.close(resolve));
  });

  const open = (path: string) => new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`);
  const openWith = async (claims: Partial<PreviewClaims> = {}): Promise<WebSocket> =>
    open(`/preview?ticket=${await gateway.previewTicket(claims)}`);
  /** How a preview ended that was open. */
  const endOf = async (client: WebSocket): Promise<{ code: number; reason: string }> => {
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    return { code, reason: String(reason) };
  };

  it('is carried to the edge and back, byte for byte, and ends with either side', async () => {
    const accepted = new Promise<WebSocket>((resolve) => edge.once('connection', resolve));
    const client = await openWith();
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

  it.each<[string, (claims: Pick<PreviewClaims, 'sub' | 'accessId'>) => void]>([
    [
      'the sign-in or API token',
      ({ accessId }) => gateway.services.publish(authBus.accessEnded, { accessIds: [accessId] }),
    ],
    ['the account', ({ sub }) => gateway.services.publish(authBus.userDeleted, { userId: sub })],
  ])('ends with %s that it was asked with, in words, and others go on', async (_, end) => {
    const claims = { sub: randomUUID(), accessId: randomUUID() };
    const [mine, other] = [await openWith(claims), await openWith()];
    await Promise.all([once(mine, 'open'), once(other, 'open')]);
    const ended = endOf(mine);
    end(claims);
    expect(await ended).toEqual({ code: PREVIEW_UNAUTHORIZED, reason: 'The sign-in was ended.' });
    expect(await refusalOf(await openWith(claims))).toMatchObject(refused(401, /sign-in of this ticket/));
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.terminate();
  });

  it('ends also when nobody tells the viewer so', async () => {
    const accepted = new Promise<WebSocket>((resolve) => edge.once('connection', resolve));
    const accessId = randomUUID();
    const client = await openWith({ accessId });
    (await accepted).pause();
    const ended = endOf(client);
    gateway.services.publish(authBus.accessEnded, { accessIds: [accessId] });
    expect(await ended).toMatchObject({ code: 1006 });
  });

  it('is refused without a ticket that is valid, before the edge is asked', async () => {
    const invalid = refused(401, /The ticket is not valid/);
    expect(await refusalOf(open('/preview?ticket=abc'))).toMatchObject(invalid);
    const token = await gateway.accessToken();
    expect(await refusalOf(open(`/preview?ticket=${token}`))).toMatchObject(invalid);
    expect(await refusalOf(open('/preview'))).toMatchObject(refused(401, /A preview needs a ticket/));
  });

  it('is refused as the edge refuses it', async () => {
    const client = open(`/preview?ticket=${await gateway.previewTicket()}&bad`);
    expect(await refusalOf(client)).toMatchObject(refused(401, /^Unauthorized$/)); // the edge's words
  });

  it.each(['ticket=bad', 'bad'])(
    'has room however many were refused that do not close their side (%s)',
    async (bad) => {
      const { port } = new URL(gateway.url);
      const query = bad === 'bad' ? `ticket=${await gateway.previewTicket()}&bad` : bad;
      const strangers: Socket[] = Array.from({ length: PREVIEWS_AT_ONCE }, () => {
        const stranger = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
        const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
        const head = [
          `GET /preview?${query} HTTP/1.1`,
          'Host: x',
          ...upgrade,
          `Sec-WebSocket-Key: ${'x'.repeat(22)}==`,
        ];
        stranger.write(`${head.join('\r\n')}\r\n\r\n`);
        return stranger.on('error', () => undefined).resume();
      });
      await Promise.all(strangers.map((each) => once(each, 'end')));
      const client = await eventually(async () => {
        const knocking = await openWith();
        await once(knocking, 'open');
        return knocking;
      });
      client.terminate();
      for (const stranger of strangers) stranger.destroy();
    },
  );

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

  it('says that the edge is away, and is counted per account and per address', async () => {
    const edgeUrl = `http://127.0.0.1:${await freePort()}`;
    const few = { MIDSTATION_RATE_LIMIT_FACTOR: String(2 / PREVIEW_UPGRADES.requests) };
    const alone = await TestGateway.start({ MIDSTATION_EDGE_PREVIEW_URL: edgeUrl, ...few });
    const attempt = (ticket: string, from: string) => {
      const headers = { 'x-forwarded-for': from };
      return refusalOf(new WebSocket(`${alone.url.replace('http', 'ws')}/preview?ticket=${ticket}`, { headers }));
    };
    /** How many are let through; twice the limit at most, as Redis and the process count apart if Redis stalls. */
    const letThrough = async (limit: number, status: number, attemptNo: (n: number) => ReturnType<typeof attempt>) => {
      for (let n = 0; n <= 2 * limit; n++) {
        const answer = await attemptNo(n);
        if (answer.status === status) continue;
        expect(answer).toMatchObject({
          ...refused(429, /Too many requests/),
          retryAfter: expect.stringMatching(/^\d+$/),
        });
        return n;
      }
      throw new Error('never refused');
    };
    const [mine, others] = [await alone.previewTicket(), await alone.previewTicket({ sub: randomUUID() })];
    expect((await attempt(mine, '198.51.100.1')).words).toMatch(/cannot be reached/);
    expect(await letThrough(2, 502, (n) => attempt(mine, `198.51.100.${2 + n}`))).toBeGreaterThanOrEqual(1);
    expect(await attempt(others, '198.51.100.2')).toMatchObject({ status: 502 });
    const ofOne = EVERY_REQUEST.requests * Number(few.MIDSTATION_RATE_LIMIT_FACTOR);
    expect(await letThrough(ofOne, 401, () => attempt('junk', '198.51.100.10'))).toBeGreaterThanOrEqual(ofOne);
    expect(await attempt('junk', '198.51.100.11')).toMatchObject({ status: 401 });
    await alone.stop();
  });
});
