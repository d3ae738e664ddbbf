import { command } from '../message/command.js';
import { windowAckSize } from '../message/control.js';
import { pingRequest } from '../message/user-control.js';
import { clientFor, ClientStage, failureOf, KEY } from '../testing/client-stage.js';
import { FakeTarget, politely, politelyUntil, type Script } from '../testing/fake-target.js';
import { until } from '../testing/tcp.js';

describe('a publisher client', () => {
  const stage = ClientStage.forEach();

  it('sends its commands in the order that platforms expect, key and app byte for byte', async () => {
    stage.target = await FakeTarget.start(
      politelyUntil('createStream', ({ transactionId }, { send }) => send(command('_result', transactionId, null, 7))),
    );
    const url = `rtmp://127.0.0.1:${stage.target.port}/live2/a?backup=1&x=%20`;
    stage.client = clientFor(url);
    await stage.client.open();
    expect(stage.client.streamId).toBe(7);
    expect(stage.target.commands).toMatchObject([
      { name: 'connect', transactionId: 1, args: [{ app: 'live2/a?backup=1&x=%20', tcUrl: url, type: 'nonprivate' }] },
      { name: 'releaseStream', args: [null, KEY] },
      { name: 'FCPublish', args: [null, KEY] },
      { name: 'createStream', args: [null] },
      { name: 'publish', streamId: 7, args: [null, KEY, 'live'] },
    ]);
  });

  it('without a key goes as far as connect, publishes nothing and leaves politely', async () => {
    await stage.open(politely, { key: null });
    await stage.client.close();
    await until(() => stage.target.sockets.every((socket) => socket.destroyed));
    expect(stage.target.commands.map(({ name }) => name)).toEqual(['connect']);
  });

  it('without a key still says why connect was refused', async () => {
    const refuse: Script = ({ transactionId }, { send }) =>
      send(command('_error', transactionId, null, { code: 'NetConnection.Connect.InvalidApp', description: 'no app' }));
    stage.target = await FakeTarget.start(politelyUntil('connect', refuse));
    stage.client = clientFor(stage.target.url, { key: null });
    expect((await failureOf(stage.client.open())).code).toBe('app_unknown');
  });

  it('asks for nothing more until connect is answered, and does not wait for releaseStream and FCPublish', async () => {
    let answer = (): void => undefined;
    stage.target = await FakeTarget.start(
      politelyUntil('connect', (received, connection) => (answer = () => politely(received, connection))),
    );
    stage.client = clientFor(stage.target.url);
    const opened = stage.client.open();
    await until(() => stage.target.commands.length === 1);
    answer();
    await opened;
    expect(stage.target.commands).toHaveLength(5);
  });

  it('takes answers with transaction id 0, and _error to the commands that are optional', async () => {
    await stage.open((received, connection) => {
      const zeroed = { ...received, transactionId: 0 };
      if (received.name === 'releaseStream' || received.name === 'FCPublish') {
        connection.send(command('_error', received.transactionId, null, { code: 'NetStream.Failed' }));
        connection.send(command('_result', 0, null, undefined));
      }
      politely(zeroed, connection);
    });
    expect(stage.client.streamId).toBe(1);
  });

  it('ignores statuses that are neither start nor refusal', async () => {
    await stage.open(
      politelyUntil('publish', (received, connection) => {
        connection.status('status', 'NetStream.Data.Start');
        connection.send(command('onBWDone', 0, null, 8192));
        connection.send(command('onFCPublish', 0, null, { code: 'NetStream.Publish.Start' }));
        politely(received, connection);
      }),
    );
  });

  it('delivers what is written, says goodbye, and reports its own close as no error', async () => {
    await stage.open();
    const closed = stage.watchClose();
    stage.client.write([stage.video(100_000), stage.video(3)]);
    await stage.client.close();
    expect(stage.target.messages.filter(({ type }) => type === 9).map(({ payload }) => payload.length)).toEqual([
      100_000, 3,
    ]);
    expect(stage.target.commands.slice(5)).toMatchObject([
      { name: 'FCUnpublish', args: [null, KEY] },
      { name: 'deleteStream', args: [null, 1] },
    ]);
    expect(closed).toEqual([null]);
    await stage.client.close();
  });

  it('closes in bounded time although the target does not', async () => {
    stage.target = await FakeTarget.raw((socket) => {
      socket.allowHalfOpen = true;
      stage.target.serve(socket, politely);
    });
    stage.client = clientFor(stage.target.url);
    await stage.client.open();
    stage.target.sockets.forEach((socket) => socket.pause());
    stage.client.write(stage.video(8_000_000));
    await stage.client.close();
  });

  it('acknowledges and answers pings', async () => {
    await stage.open(
      politelyUntil('publish', (received, connection) => {
        connection.send(windowAckSize(100));
        connection.send(pingRequest(77));
        politely(received, connection);
      }),
    );
    await until(() => stage.target.messages.some(({ type }) => type === 3));
    const pong = stage.target.messages.find(({ type }) => type === 4);
    expect(pong?.payload.toString('hex')).toBe('00070000004d');
  });
});
