import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Socket } from 'node:net';
import { type TargetErrorCode } from '../errors.js';
import { command } from '../message/command.js';
import { clientFor, ClientStage, failureOf, KEY } from '../testing/client-stage.js';
import { FakeTarget, politelyUntil, type Script } from '../testing/fake-target.js';
import { until } from '../testing/tcp.js';

async function afterMicrotasks(count: number, action: () => void): Promise<void> {
  for (let passed = 0; passed < count; passed++) await Promise.resolve();
  action();
}

describe('opening a publication', () => {
  const stage = ClientStage.forEach();

  it.each<[string, Script, TargetErrorCode]>([
    [
      'publish is refused',
      politelyUntil('publish', (_, { status }) => status('error', 'NetStream.Publish.BadName', `no stream ${KEY}`)),
      'key_refused',
    ],
    [
      'publish is refused with a status that is not marked as an error',
      politelyUntil('publish', (_, { status }) => status('status', 'NetStream.Publish.Denied')),
      'key_refused',
    ],
    [
      'the stream is in use',
      politelyUntil('publish', (_, { status }) => status('error', 'NetStream.Publish.BadName', 'Already publishing')),
      'stream_in_use',
    ],
    [
      'connect is answered with _error',
      politelyUntil('connect', ({ transactionId }, { send }) =>
        send(command('_error', transactionId, null, { code: 'NetConnection.Connect.InvalidApp', level: 'error' })),
      ),
      'app_unknown',
    ],
    [
      'connect is redirected',
      politelyUntil('connect', ({ transactionId }, { send }) =>
        send(
          command('_error', transactionId, null, {
            code: 'NetConnection.Connect.Rejected',
            ex: { code: 302, redirect: 'rtmp://elsewhere/app' },
          }),
        ),
      ),
      'redirected',
    ],
    [
      'createStream is answered with _error',
      politelyUntil('createStream', ({ transactionId }, { send }) =>
        send(command('_error', transactionId, null, { code: 'NetConnection.Call.Failed' })),
      ),
      'rejected',
    ],
    [
      'createStream returns no number',
      politelyUntil('createStream', ({ transactionId }, { send }) =>
        send(command('_result', transactionId, null, 'x')),
      ),
      'protocol_error',
    ],
    ...[-1, 2 ** 32, 1.5, NaN].map((id): [string, Script, TargetErrorCode] => [
      `createStream returns ${id}`,
      politelyUntil('createStream', ({ transactionId }, { send }) => send(command('_result', transactionId, null, id))),
      'protocol_error',
    ]),
    ['the server says close', politelyUntil('publish', (_, { send }) => send(command('close', 0))), 'rejected'],
    ['it closes without a word at publish', politelyUntil('publish', (_, { socket }) => socket.end()), 'key_refused'],
    [
      'it closes without a word at connect',
      politelyUntil('connect', (_, { socket }) => socket.end()),
      'closed_by_peer',
    ],
    ['it resets at connect', politelyUntil('connect', (_, { socket }) => socket.resetAndDestroy()), 'connection_reset'],
    [
      'it sends garbage',
      politelyUntil('connect', (_, { socket }) => socket.write('garbage '.repeat(500))),
      'protocol_error',
    ],
    [
      'it floods us with commands',
      politelyUntil('connect', (_, { send }) => {
        for (let count = 0; count < 1000; count++) send(command('onBWDone', 0, null));
      }),
      'protocol_error',
    ],
  ])('rejects when %s', async (_, script, code) => {
    stage.target = await FakeTarget.start(script);
    stage.client = clientFor(stage.target.url);
    expect((await failureOf(stage.client.open())).code).toBe(code);
  });

  it.each<[string, (socket: Socket) => void, TargetErrorCode]>([
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'handshake_failed'],
    ['closes in the middle of the handshake', (socket) => socket.end(Buffer.alloc(700, 3)), 'handshake_failed'],
    ['says nothing', () => undefined, 'handshake_timeout'],
    [
      'answers a byte now and then',
      (socket) => void setInterval(() => socket.write('\x03'), 10).unref(),
      'handshake_timeout',
    ],
  ])('rejects when the server %s', async (_, onSocket, code) => {
    stage.target = await FakeTarget.raw(onSocket);
    stage.client = clientFor(stage.target.url, { timeouts: { handshakeMs: 200 } });
    expect((await failureOf(stage.client.open())).code).toBe(code);
  });

  it('rejects when the server never answers publish', async () => {
    stage.target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    stage.client = clientFor(stage.target.url, { timeouts: { handshakeMs: 200 } });
    expect((await failureOf(stage.client.open())).code).toBe('handshake_timeout');
  });

  it('gives up when aborted in the very turn in which the connection comes about', async () => {
    stage.target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    const reason = new Error('changed my mind');
    for (let microtasks = 0; microtasks < 12; microtasks++) {
      const aborter = new AbortController();
      const onSocket = (message: unknown): void => {
        const { socket } = message as { socket: Socket };
        socket.prependOnceListener('connect', () => void afterMicrotasks(microtasks, () => aborter.abort(reason)));
      };
      subscribe('net.client.socket', onSocket);
      await expect(clientFor(stage.target.url).open(aborter.signal)).rejects.toBe(reason);
      unsubscribe('net.client.socket', onSocket);
    }
    expect(stage.target.commands.map(({ name }) => name)).not.toContain('publish');
  });

  it('gives up when aborted, at any stage', async () => {
    const reason = new Error('changed my mind');
    stage.client = clientFor(`rtmp://127.0.0.1:1/app`);
    await expect(stage.client.open(AbortSignal.abort(reason))).rejects.toBe(reason);
    stage.target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    const aborter = new AbortController();
    stage.client = clientFor(stage.target.url);
    let isTold = false;
    stage.client.onClose = () => (isTold = true);
    const opened = stage.client.open(aborter.signal);
    await until(() => stage.target.commands.length === 5);
    aborter.abort(reason);
    await expect(opened).rejects.toBe(reason);
    await stage.client.close();
    await until(() => stage.target.sockets[0]!.destroyed);
    expect(isTold).toBe(false); // only what had opened closes
  });
});
