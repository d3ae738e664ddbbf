import {
  AppError,
  PREVIEW_AUDIENCE,
  PREVIEW_PATH,
  type PreviewClaims,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
} from '@mid-station/contracts';
import { MemoryRouteTable, type Route } from '@mid-station/route-table';
import { until } from '@mid-station/rtmp/testing';
import { createLogger } from '@mid-station/service';
import { KeyRing } from '@mid-station/service/tokens';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { WebSocket, WebSocketServer } from 'ws';
import { EdgeEvents } from '../events.js';
import { routeTo } from '../testing/route-to.js';
import { PreviewDesk } from './preview-desk.js';
import { PreviewDoor } from './preview-door.js';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

describe('the preview door', () => {
  let node: WebSocketServer;
  let routes: MemoryRouteTable;
  let door: PreviewDoor;
  let route: Route;
  let key: SigningKey;
  let published: JWK[];
  let asked: number;
  let now: number;
  const requests: IncomingMessage[] = [];

  const newKey = async (kid: string): Promise<SigningKey> => {
    const { privateKey, publicKey } = await generateKeyPair(TOKEN_ALGORITHM);
    published.push({ ...(await exportJWK(publicKey)), kid, alg: TOKEN_ALGORITHM });
    return privateKey;
  };

  beforeEach(async () => {
    published = [];
    asked = 0;
    now = 0;
    key = await newKey('first');
    node = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(node, 'listening');
    requests.length = 0;
    node.on('connection', (socket, request) => {
      requests.push(request);
      socket.on('message', (text) => socket.send(`echo ${String(text)}`));
    });
    routes = new MemoryRouteTable();
    route = routeTo({ handle: 'ada', key: 'key', previewPort: (node.address() as AddressInfo).port });
    await routes.acquire(route);
    const request = (async () => {
      asked += 1;
      if (published.length === 0) throw new AppError('unavailable', 'away');
      return { keys: published };
    }) as never;
    const log = createLogger('edge', 'test', 'silent');
    const keys = new KeyRing({ request }, () => now);
    door = new PreviewDoor(new PreviewDesk(keys, routes), new EdgeEvents(log, new Registry()));
    await door.listen('127.0.0.1', 0);
  });

  afterEach(async () => {
    door.close();
    node.close();
    for (const client of node.clients) client.terminate();
    await routes.close();
  });

  const ticketFor = (
    claims: Partial<PreviewClaims> = {},
    { audience = PREVIEW_AUDIENCE, expires = '60s', kid = 'first', signer = key } = {},
  ): Promise<string> =>
    new SignJWT({ sub: route.userId, sid: route.sessionId, handle: 'ada', accessId: randomUUID(), ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(audience)
      .setExpirationTime(expires)
      .sign(signer);

  const open = (query: string, path = '/preview'): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${door.port}${path}${query}`, { headers: { 'x-forwarded-for': '203.0.113.9' } });

  /** The HTTP answer to a refused upgrade. */
  const refusal = async (query: string, path?: string): Promise<{ status: number; text: string }> => {
    const client = open(query, path);
    client.on('error', () => undefined);
    const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    return { status: response.statusCode!, text: Buffer.concat(parts).toString() };
  };

  it('passes the WebSocket on to the node of the session, both ways, and keeps the ticket', async () => {
    const ticket = await ticketFor();
    const client = open(`?ticket=${ticket}`);
    await once(client, 'open');
    client.send('hello');
    expect(String(((await once(client, 'message')) as [Buffer])[0])).toBe('echo hello');
    expect(requests[0]!.url).toBe(`${PREVIEW_PATH}${route.sessionId}`);
    expect(requests[0]!.headers['x-forwarded-for']).toBe('203.0.113.9');
    expect(door.size).toBe(1);
    client.close();
    await once(client, 'close');
  });

  it('ends both sides when one ends', async () => {
    const client = open(`?ticket=${await ticketFor()}`);
    await once(client, 'open');
    for (const each of node.clients) each.terminate();
    await once(client, 'close');
    expect(door.size).toBe(0);
  });

  it.each<[string, () => string | Promise<string>, number, RegExp]>([
    ['no ticket', () => '', 401, /needs a ticket/],
    ['a ticket that is none', () => '?ticket=abc', 401, /not valid/],
    ['a ticket that ran out', async () => `?ticket=${await ticketFor({}, { expires: '0s' })}`, 401, /run out/],
    ['an access token', async () => `?ticket=${await ticketFor({}, { audience: 'api' })}`, 401, /not valid/],
    ['a ticket of an unknown key', async () => `?ticket=${await ticketFor({}, { kid: 'x' })}`, 401, /not valid/],
    ['the ticket of another user', async () => `?ticket=${await ticketFor({ sub: randomUUID() })}`, 403, /another/],
    ['a handle that is not live', async () => `?ticket=${await ticketFor({ handle: 'bob' })}`, 404, /Nothing is live/],
    ['an ended session', async () => `?ticket=${await ticketFor({ sid: randomUUID() })}`, 410, /has ended/],
  ])('refuses %s in plain words', async (_, query, status, words) => {
    const answer = await refusal(await query());
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(words);
    expect(requests).toEqual([]);
  });

  it('keeps no connection of those it refused, though they stay', async () => {
    const client = connect({ port: door.port, host: '127.0.0.1', allowHalfOpen: true });
    const head = ['GET /preview?ticket=none HTTP/1.1', 'Host: edge', 'Connection: Upgrade', 'Upgrade: websocket'];
    client.write(`${head.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    await until(() => door.size === 0);
    client.destroy();
  });

  it('refuses other paths, and what is not an upgrade', async () => {
    expect((await refusal('', '/other')).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${door.port}/preview`)).status).toBe(426);
    expect((await fetch(`http://127.0.0.1:${door.port}/`)).status).toBe(404);
  });

  it('takes a ticket signed with a key made after the keys were read, asking at most once in a while', async () => {
    const first = open(`?ticket=${await ticketFor()}`);
    await once(first, 'open');
    const signer = await newKey('second');
    const rotated = `?ticket=${await ticketFor({}, { kid: 'second', signer })}`;
    expect((await refusal(rotated)).status).toBe(401);
    now += 60_000;
    const second = open(rotated);
    await once(second, 'open');
    expect(asked).toBe(2);
    first.terminate();
    second.terminate();
  });

  it('says "try again" when tickets cannot be checked, and when the node is away', async () => {
    const ticket = await ticketFor();
    const keys = published.splice(0);
    expect((await refusal(`?ticket=${ticket}`)).status).toBe(503);
    published.push(...keys);
    await routes.acquire({ ...route, epoch: 2, previewPort: 1 });
    expect(await refusal(`?ticket=${ticket}`)).toMatchObject({ status: 502, text: expect.stringMatching(/Try again/) });
  });
});
