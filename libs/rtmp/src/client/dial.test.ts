import { type Socket } from 'node:net';
import { TargetError, type TargetErrorCode } from '../errors.js';
import { FakeTarget } from '../testing/fake-target.js';
import { freePort, until } from '../testing/tcp.js';
import { parseTargetUrl } from '../url/target-url.js';
import { moreTelling } from './connect-errors.js';
import { dial, type DialOptions } from './dial.js';

describe('dial', () => {
  let target: FakeTarget | undefined;

  afterEach(() => {
    target?.stop();
    target = undefined;
  });

  function dialTo(
    url: string,
    options: Partial<DialOptions> = {},
    signal = new AbortController().signal,
  ): Promise<Socket> {
    return dial({ url: parseTargetUrl(url), ...options }, signal);
  }

  async function codeOf(attempt: Promise<Socket>): Promise<string> {
    const error = await attempt.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error instanceof TargetError) return error.code;
    throw new Error(`not a target error: ${String(error)}`);
  }

  it('is refused when nothing listens', async () => {
    expect(await codeOf(dialTo(`rtmp://127.0.0.1:${await freePort()}/app`))).toBe('connection_refused');
  });

  it.each(['127.0.0.1', 'localhost'])('does not dial %s when that is forbidden', async (host) => {
    target = await FakeTarget.start();
    const asked: string[] = [];
    const checkAddress = (ip: string): void => {
      asked.push(ip);
      throw new Error('private address');
    };
    expect(await codeOf(dialTo(`rtmp://${host}:${target.port}/app`, { checkAddress }))).toBe('address_forbidden');
    expect(asked).toContain('127.0.0.1');
    expect(target.sockets).toEqual([]);
  });

  it('dials an address that is allowed when others of the name are not', async () => {
    const listening = (target = await FakeTarget.start());
    const checkAddress = (ip: string): void => {
      if (ip !== '127.0.0.1') throw new Error('only IPv4');
    };
    const socket = await dialTo(`rtmp://localhost:${listening.port}/app`, { checkAddress });
    await until(() => listening.sockets.length === 1);
    socket.destroy();
  });

  it('fails in bounded time when the connection does not come about', async () => {
    target = await FakeTarget.raw(() => undefined); // never answers the TLS greeting
    const url = target.url.replace('rtmp:', 'rtmps:');
    expect(await codeOf(dialTo(url, { connectTimeoutMs: 100 }))).toBe('connection_timeout');
  });

  it("fails with the signal's reason when aborted, and drops the attempt", async () => {
    const listening = (target = await FakeTarget.raw((socket) => socket.resume()));
    const aborter = new AbortController();
    const reason = new Error('changed my mind');
    const attempt = dialTo(target.url.replace('rtmp:', 'rtmps:'), {}, aborter.signal);
    await until(() => listening.sockets.length === 1);
    aborter.abort(reason);
    await expect(attempt).rejects.toBe(reason);
    await until(() => listening.sockets[0]!.destroyed);
  });

  it.each<[TargetErrorCode[], TargetErrorCode]>([
    [['connection_refused', 'network_unreachable'], 'connection_refused'],
    [['network_unreachable', 'connection_timeout'], 'connection_timeout'],
    [['tls_untrusted', 'connection_refused'], 'connection_refused'],
    [['network_unreachable', 'network_unreachable'], 'network_unreachable'],
  ])('of %j tells %s', (codes, told) => {
    const errors: unknown[] = codes.map((code) => new TargetError(code, 'failed'));
    expect(errors.reduce(moreTelling, undefined)).toMatchObject({ code: told });
  });
});
