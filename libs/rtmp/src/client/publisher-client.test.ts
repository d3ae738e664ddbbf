import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Socket } from 'node:net';
import { TargetError, type TargetErrorCode } from '../errors.js';
import { command } from '../message/command.js';
import { windowAckSize } from '../message/control.js';
import { pingRequest } from '../message/user-control.js';
import { FakeTarget, politely, politelyUntil, type Script } from '../testing/fake-target.js';
import { until } from '../testing/tcp.js';
import { parseTargetUrl } from '../url/target-url.js';
import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { PublishDialogue } from './publish-dialogue.js';
import { PublisherClient, type PublisherClientOptions } from './publisher-client.js';

const KEY = 'secret-key?with=query&x=%41';

function clientFor(url: string, options: Partial<PublisherClientOptions> = {}): PublisherClient {
  return new PublisherClient({ url: parseTargetUrl(url), key: KEY, ...options });
}

async function failureOf(promise: Promise<unknown>): Promise<TargetError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TargetError)) throw new Error(`not a target error: ${String(error)}`);
  expect(error.message).not.toContain('secret-key');
  return error;
}

function video(client: PublisherClient, bytes: number): Buffer {
  const message = { type: 9, timestamp: 0, payload: Buffer.alloc(bytes) };
  const { chunkSize, streamId } = client;
  return serializeMessage(message, { chunkSize, streamId, chunkStreamId: ChunkStreamId.Video });
}

async function afterMicrotasks(count: number, action: () => void): Promise<void> {
  for (let passed = 0; passed < count; passed++) await Promise.resolve();
  action();
}

describe('PublisherClient', () => {
  let target: FakeTarget;
  let client: PublisherClient;

  afterEach(() => {
    client?.destroy();
    target?.stop();
  });

  async function open(script: Script = politely, options: Partial<PublisherClientOptions> = {}): Promise<void> {
    target = await FakeTarget.start(script);
    client = clientFor(target.url, options);
    await client.open();
  }

  it('sends its commands in the order that platforms expect, key and app byte for byte', async () => {
    target = await FakeTarget.start(
      politelyUntil('createStream', ({ transactionId }, { send }) => send(command('_result', transactionId, null, 7))),
    );
    const url = `rtmp://127.0.0.1:${target.port}/live2/a?backup=1&x=%20`;
    client = clientFor(url);
    await client.open();
    expect(client.streamId).toBe(7);
    expect(target.commands).toMatchObject([
      { name: 'connect', transactionId: 1, args: [{ app: 'live2/a?backup=1&x=%20', tcUrl: url, type: 'nonprivate' }] },
      { name: 'releaseStream', args: [null, KEY] },
      { name: 'FCPublish', args: [null, KEY] },
      { name: 'createStream', args: [null] },
      { name: 'publish', streamId: 7, args: [null, KEY, 'live'] },
    ]);
  });

  it('without a key goes as far as connect, publishes nothing and leaves politely', async () => {
    await open(politely, { key: null });
    await client.close();
    await until(() => target.sockets.every((socket) => socket.destroyed));
    expect(target.commands.map(({ name }) => name)).toEqual(['connect']);
  });

  it('without a key still says why connect was refused', async () => {
    const refuse: Script = ({ transactionId }, { send }) =>
      send(command('_error', transactionId, null, { code: 'NetConnection.Connect.InvalidApp', description: 'no app' }));
    target = await FakeTarget.start(politelyUntil('connect', refuse));
    client = clientFor(target.url, { key: null });
    expect((await failureOf(client.open())).code).toBe('app_unknown');
  });

  it('asks for nothing more until connect is answered, and does not wait for releaseStream and FCPublish', async () => {
    let answer = (): void => undefined;
    target = await FakeTarget.start(
      politelyUntil('connect', (received, connection) => (answer = () => politely(received, connection))),
    );
    client = clientFor(target.url);
    const opened = client.open();
    await until(() => target.commands.length === 1);
    answer();
    await opened;
    expect(target.commands).toHaveLength(5);
  });

  it('takes answers with transaction id 0, and _error to the commands that are optional', async () => {
    await open((received, connection) => {
      const zeroed = { ...received, transactionId: 0 };
      if (received.name === 'releaseStream' || received.name === 'FCPublish') {
        connection.send(command('_error', received.transactionId, null, { code: 'NetStream.Failed' }));
        connection.send(command('_result', 0, null, undefined));
      }
      politely(zeroed, connection);
    });
    expect(client.streamId).toBe(1);
  });

  it('ignores statuses that are neither start nor refusal', async () => {
    await open(
      politelyUntil('publish', (received, connection) => {
        connection.status('status', 'NetStream.Data.Start');
        connection.send(command('onBWDone', 0, null, 8192));
        connection.send(command('onFCPublish', 0, null, { code: 'NetStream.Publish.Start' }));
        politely(received, connection);
      }),
    );
  });

  it('delivers what is written, says goodbye, and reports its own close as no error', async () => {
    await open();
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    client.write([video(client, 100_000), video(client, 3)]);
    await client.close();
    expect(target.messages.filter(({ type }) => type === 9).map(({ payload }) => payload.length)).toEqual([100_000, 3]);
    expect(target.commands.slice(5)).toMatchObject([
      { name: 'FCUnpublish', args: [null, KEY] },
      { name: 'deleteStream', args: [null, 1] },
    ]);
    expect(closed).toEqual([null]);
    await client.close();
  });

  it('closes in bounded time although the target does not', async () => {
    target = await FakeTarget.raw((socket) => {
      socket.allowHalfOpen = true;
      target.serve(socket, politely);
    });
    client = clientFor(target.url);
    await client.open();
    target.sockets.forEach((socket) => socket.pause());
    client.write(video(client, 8_000_000));
    await client.close();
  });

  it('acknowledges and answers pings', async () => {
    await open(
      politelyUntil('publish', (received, connection) => {
        connection.send(windowAckSize(100));
        connection.send(pingRequest(77));
        politely(received, connection);
      }),
    );
    await until(() => target.messages.some(({ type }) => type === 3));
    const pong = target.messages.find(({ type }) => type === 4);
    expect(pong?.payload.toString('hex')).toBe('00070000004d');
  });

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
    target = await FakeTarget.start(script);
    client = clientFor(target.url);
    expect((await failureOf(client.open())).code).toBe(code);
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
    target = await FakeTarget.raw(onSocket);
    client = clientFor(target.url, { timeouts: { handshakeMs: 200 } });
    expect((await failureOf(client.open())).code).toBe(code);
  });

  it('rejects when the server never answers publish', async () => {
    target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    client = clientFor(target.url, { timeouts: { handshakeMs: 200 } });
    expect((await failureOf(client.open())).code).toBe('handshake_timeout');
  });

  it.each<[string, (target: FakeTarget) => void, TargetErrorCode]>([
    ['closes', ({ sockets }) => sockets[0]!.end(), 'closed_by_peer'],
    ['resets', ({ sockets }) => sockets[0]!.resetAndDestroy(), 'connection_reset'],
  ])('reports when the target %s later', async (_, action, code) => {
    await open();
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    action(target);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code });
    expect(client.write(Buffer.alloc(10))).toBe(false);
  });

  it('a mistake of ours in reading what a server says ends that connection only', async () => {
    const fault = new Error('a mistake');
    let later = (): void => undefined;
    target = await FakeTarget.start((received, connection) => {
      later = () => connection.status('status', 'NetStream.Data.Start');
      politely(received, connection);
    });
    client = clientFor(target.url);
    await client.open();
    const closed = new Promise<Error | null>((resolve) => (client.onClose = resolve));
    const { handle } = PublishDialogue.prototype;
    PublishDialogue.prototype.handle = () => {
      throw fault;
    };
    later();
    expect(await closed).toBe(fault);
    PublishDialogue.prototype.handle = handle;
  });

  it('reports a refusal that comes after the start', async () => {
    let later = (): void => undefined;
    await open(
      politelyUntil('publish', (received, connection) => {
        politely(received, connection);
        later = () => connection.status('error', 'NetStream.Publish.BadName', 'key expired');
      }),
    );
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    later();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code: 'key_refused' });
  });

  it('a target that never reads stops the writer, and counts as stalled when nothing moves', async () => {
    await open(politely, { timeouts: { stallMs: 300 } });
    target.sockets[0]!.pause();
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    let written = 0;
    while (client.write(video(client, 100_000))) {
      written += 100_000;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(client.bufferedBytes).toBeLessThan(1_000_000);
    expect(written).toBeLessThan(20_000_000);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code: 'stalled' });
  });

  it('a target that reads slowly is not stalled', async () => {
    await open(politely, { timeouts: { stallMs: 500 } });
    const socket = target.sockets[0]!.pause();
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    while (client.write(video(client, 1_000_000))) await new Promise((resolve) => setImmediate(resolve));
    const reading = setInterval(() => {
      socket.resume();
      setImmediate(() => socket.pause());
    }, 100);
    client.onDrain = () => void client.write(video(client, 1_000_000));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    clearInterval(reading);
    expect(closed).toEqual([]);
  });

  it('says when it can be written to again', async () => {
    await open();
    const { socket } = { socket: target.sockets[0]! };
    socket.pause();
    while (client.write(video(client, 100_000))) await new Promise((resolve) => setImmediate(resolve));
    const drained = new Promise<void>((resolve) => (client.onDrain = resolve));
    socket.resume();
    await drained;
    expect(client.bufferedBytes).toBe(0);
  });

  it('does not take silence for a stall when nothing waits to be sent', async () => {
    await open(politely, { timeouts: { stallMs: 50 } });
    const closed: (Error | null)[] = [];
    client.onClose = (error) => closed.push(error);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(closed).toEqual([]);
  });

  it('gives up when aborted in the very turn in which the connection comes about', async () => {
    target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    const reason = new Error('changed my mind');
    for (let microtasks = 0; microtasks < 12; microtasks++) {
      const aborter = new AbortController();
      const onSocket = (message: unknown): void => {
        const { socket } = message as { socket: Socket };
        socket.prependOnceListener('connect', () => void afterMicrotasks(microtasks, () => aborter.abort(reason)));
      };
      subscribe('net.client.socket', onSocket);
      await expect(clientFor(target.url).open(aborter.signal)).rejects.toBe(reason);
      unsubscribe('net.client.socket', onSocket);
    }
    expect(target.commands.map(({ name }) => name)).not.toContain('publish');
  });

  it('gives up when aborted, at any stage', async () => {
    const reason = new Error('changed my mind');
    client = clientFor(`rtmp://127.0.0.1:1/app`);
    await expect(client.open(AbortSignal.abort(reason))).rejects.toBe(reason);
    target = await FakeTarget.start(politelyUntil('publish', () => undefined));
    const aborter = new AbortController();
    client = clientFor(target.url);
    let isTold = false;
    client.onClose = () => (isTold = true);
    const opened = client.open(aborter.signal);
    await until(() => target.commands.length === 5);
    aborter.abort(reason);
    await expect(opened).rejects.toBe(reason);
    await client.close();
    await until(() => target.sockets[0]!.destroyed);
    expect(isTold).toBe(false); // only what had opened closes
  });
});
