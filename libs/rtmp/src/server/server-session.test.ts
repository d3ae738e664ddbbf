import { encodeAmf0 } from '../amf0/encode.js';
import { encodeProxyHeader } from '../proxy-protocol/proxy-header.js';
import { aggregateEntry } from '../testing/aggregates.js';
import { chunk, control, uint } from '../testing/chunks.js';
import { until } from '../testing/tcp.js';
import { TestEncoder } from '../testing/test-encoder.js';
import { TestNode } from '../testing/test-node.js';

/** Header of a Set Chunk Size message, in hexadecimal. */
const SET_CHUNK_SIZE = '02' + '000000' + '000004' + '01' + '00000000';

describe('ServerSession', () => {
  let node: TestNode;
  let encoder: TestEncoder | undefined;

  afterEach(() => {
    encoder?.destroy();
    node.stop();
  });

  it('answers the commands of an encoder in order', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.greet(node.port);
    encoder.command('connect', 1, { app: 'ada', tcUrl: 'rtmp://host/ada', flashVer: 'FMLE/3.0' });
    encoder.command('releaseStream', 2, null, 'key');
    encoder.command('FCPublish', 3, null, 'key');
    encoder.command('createStream', 4, null);
    encoder.command('_checkbw', 5, null);
    encoder.commandOn(1, 'publish', 6, null, 'key', 'live');
    await encoder.whenStatus('NetStream.Publish.Start');
    expect(encoder.received.slice(0, 2).map(({ type }) => type)).toEqual([5, 6]);
    const answers = encoder.commands.map(({ name, transactionId, args }) => [name, transactionId, args[1]]);
    expect(answers).toEqual([
      ['_result', 1, expect.objectContaining({ code: 'NetConnection.Connect.Success' })],
      ['_result', 2, undefined],
      ['_result', 3, undefined],
      ['onFCPublish', 3, expect.objectContaining({ code: 'NetStream.Publish.Start' })],
      ['_result', 4, 1],
      ['_result', 5, undefined],
      ['onStatus', 0, expect.objectContaining({ level: 'status', code: 'NetStream.Publish.Start' })],
    ]);
    expect(encoder.received.every(({ timestamp }) => timestamp === 0)).toBe(true);
    expect(node.last.requests).toEqual([
      {
        app: 'ada',
        tcUrl: 'rtmp://host/ada',
        streamName: 'key',
        publishType: 'live',
        encoder: 'FMLE/3.0',
        connectParams: expect.anything() as unknown,
      },
    ]);
  });

  it('says nothing about the publish until it is accepted, and never changes its chunk size afterwards', async () => {
    node = await TestNode.start({}, () => undefined);
    encoder = await TestEncoder.publish(node.port);
    await until(() => node.sessions.length > 0 && node.last.requests.length === 1);
    expect(encoder.statuses).toEqual([]);
    node.last.session.accept();
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.message(9, Buffer.from('frame'));
    await until(() => node.last.media.length === 1);
    expect(encoder.answers.split(SET_CHUNK_SIZE)).toHaveLength(2);
  });

  it('sends nothing after the refusal that ends the connection, also when an acknowledgement is due', async () => {
    node = await TestNode.start({}, (session) => session.reject('NetStream.Publish.BadName', 'no such stream'));
    encoder = await TestEncoder.greet(node.port);
    const errors: Error[] = [];
    node.last.socket.on('error', (error) => errors.push(error));
    encoder.socket.cork();
    encoder.send(control(5, uint(1, 4)));
    encoder.command('connect', 1, { app: 'ada' });
    encoder.commandOn(1, 'publish', 2, null, 'key', 'live');
    encoder.socket.uncork();
    await encoder.whenClosed();
    expect(encoder.statuses).toEqual(['NetStream.Publish.BadName']);
    expect(errors).toEqual([]);
  });

  it.each(['?starts=with&question=mark', 'key?token=%41%42&x=a/b', 'mp4:key.flv', 'ключ 🔑', 'a'.repeat(2000), ''])(
    'hands the stream name over byte for byte: %j',
    async (key) => {
      node = await TestNode.start();
      encoder = await TestEncoder.publish(node.port, key, 'app/instance?x=1');
      await encoder.whenStatus('NetStream.Publish.Start');
      expect(node.last.requests[0]).toMatchObject({ streamName: key, app: 'app/instance?x=1' });
    },
  );

  it('takes a lower-case tcurl, a quoted or malformed one, and none', async () => {
    node = await TestNode.start();
    for (const [params, tcUrl] of [
      [{ app: 'a', tcurl: 'rtmp://h/a' }, 'rtmp://h/a'],
      [{ app: 'a', tcUrl: '"rtmp://h/a"' }, '"rtmp://h/a"'],
      [{ app: 'a', tcUrl: '://[::%' }, '://[::%'],
      [{ app: 'a', tcUrl: 7 }, ''],
      [{ app: 'a' }, ''],
    ] as const) {
      encoder = await TestEncoder.greet(node.port);
      encoder.command('connect', 1, params);
      encoder.commandOn(1, 'publish', 2, null, 'key');
      await encoder.whenStatus('NetStream.Publish.Start');
      expect(node.last.requests[0]).toMatchObject({ tcUrl, publishType: 'live' });
      encoder.destroy();
    }
  });

  it('refuses with a status that encoders give up on, then closes', async () => {
    node = await TestNode.start({}, (session) => session.reject('NetStream.Publish.Rejected', 'Press Go Live first.'));
    encoder = await TestEncoder.publish(node.port);
    await encoder.whenClosed();
    expect(encoder.commands.at(-1)).toMatchObject({
      name: 'onStatus',
      streamId: 1,
      args: [null, { level: 'error', code: 'NetStream.Publish.Rejected', description: 'Press Go Live first.' }],
    });
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'local', code: 'NetStream.Publish.Rejected' });
  });

  it('a refusal arrives even when the encoder is still sending', async () => {
    node = await TestNode.start({}, (session) => session.reject('NetStream.Publish.BadName', 'no'));
    encoder = await TestEncoder.publish(node.port);
    for (let count = 0; count < 50; count++) encoder.message(9, Buffer.alloc(10_000));
    await encoder.whenStatus('NetStream.Publish.BadName');
    await encoder.whenClosed();
  });

  it('holds media that comes before Publish.Start and delivers it first', async () => {
    node = await TestNode.start({}, () => undefined);
    encoder = await TestEncoder.publish(node.port);
    encoder.message(9, Buffer.from('one'), 10);
    encoder.message(8, Buffer.from('two'), 20);
    await until(() => (node.sessions.at(-1)?.session.bytesRead ?? 0) > 200);
    expect(node.last.media).toEqual([]);
    node.last.session.accept();
    encoder.message(9, Buffer.from('three'), 30);
    await until(() => node.last.media.length === 3);
    expect(node.last.media.map(({ payload }) => payload.toString())).toEqual(['one', 'two', 'three']);
  });

  it('stops reading when too much media comes before Publish.Start, and loses none', async () => {
    node = await TestNode.start({}, () => undefined);
    encoder = await TestEncoder.publish(node.port);
    const count = 40;
    for (let sent = 0; sent < count; sent++) encoder.message(9, Buffer.alloc(500_000, sent));
    await until(() => node.sessions.length > 0 && node.last.socket.isPaused());
    expect(node.last.session.bytesRead).toBeLessThan(6_000_000);
    node.last.session.accept();
    await until(() => node.last.media.length === count);
    expect(node.last.media.map(({ payload }) => payload[0])).toEqual(Array.from({ length: count }, (_, sent) => sent));
  });

  it('says after each delivery that it has caught up, and nothing before the publication is accepted', async () => {
    const order: string[] = [];
    node = await TestNode.start({}, () => undefined, {
      onMedia: ({ payload }) => order.push(payload.toString()),
      onCaughtUp: () => order.push('caught up'),
    });
    encoder = await TestEncoder.publish(node.port);
    await until(() => node.sessions.length > 0 && node.last.requests.length > 0);
    expect(order).toEqual([]);
    node.last.session.accept();
    for (const name of ['one', 'two']) {
      encoder.message(9, Buffer.from(name));
      await until(() => order.at(-1) === 'caught up' && order.at(-2) === name);
    }
  });

  it('delivers audio, video, data of both kinds and aggregates, and skips what it does not know', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.publish(node.port);
    encoder.message(8, Buffer.from('audio'), 1);
    encoder.message(9, Buffer.alloc(0), 2);
    encoder.message(99, Buffer.from('what'), 3);
    encoder.message(15, Buffer.concat([Buffer.from([0]), encodeAmf0('onMetaData')]), 4);
    encoder.message(18, encodeAmf0('onMetaData'), 5);
    encoder.message(22, Buffer.concat([aggregateEntry(8, 50, 'x'), aggregateEntry(9, 51, 'y')]), 6);
    await until(() => node.sessions.length > 0 && node.last.media.length === 6);
    expect(node.last.media.map(({ type, timestamp }) => [type, timestamp])).toEqual([
      [8, 1],
      [9, 2],
      [18, 4],
      [18, 5],
      [8, 6],
      [9, 7],
    ]);
  });

  it('acknowledges what it received in the window that the encoder asks for', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.publish(node.port);
    encoder.send(control(5, uint(10_000, 4)));
    encoder.message(9, Buffer.alloc(12_000));
    await until(() => encoder!.received.some(({ type }) => type === 3));
    const acknowledgement = encoder.received.find(({ type }) => type === 3)!;
    expect(acknowledgement.payload.readUInt32BE(0)).toBeGreaterThanOrEqual(10_000);
  });

  it('answers pings', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.greet(node.port);
    encoder.send(chunk({ format: 1, id: 2, type: 4 }, Buffer.from('000600000abc', 'hex')));
    await until(() => encoder!.received.length === 1);
    expect(encoder.received[0]!.payload.toString('hex')).toBe('000700000abc');
  });

  it.each(['FCUnpublish', 'deleteStream', 'closeStream'])('reports the goodbye %s once', async (name) => {
    node = await TestNode.start();
    encoder = await TestEncoder.publish(node.port);
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.command(name, 4, null, 'key');
    encoder.command('deleteStream', 5, null, 1);
    encoder.socket.end();
    await until(() => node.last.closed.length === 1);
    expect(node.last.unpublished).toBe(1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'peer', code: 'closed' });
  });

  it('takes the end of another stream for no goodbye', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.greet(node.port);
    encoder.command('connect', 1, { app: 'ada' });
    encoder.command('createStream', 2, null);
    encoder.command('createStream', 3, null);
    encoder.commandOn(2, 'publish', 4, null, 'key', 'live');
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.command('deleteStream', 5, null, 1);
    encoder.commandOn(1, 'closeStream', 6, null);
    encoder.message(9, Buffer.from('frame'), 0, 2);
    await until(() => node.last.media.length === 1);
    expect(node.last.unpublished).toBe(0);
  });

  it('lets an encoder that has said goodbye publish again on the same connection', async () => {
    node = await TestNode.start({ timeouts: { idleMs: 60_000 } });
    encoder = await TestEncoder.publish(node.port);
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.command('FCUnpublish', 4, null, 'key');
    encoder.command('deleteStream', 5, null, 1);
    encoder.message(9, Buffer.from('nowhere'));
    encoder.command('createStream', 6, null);
    encoder.commandOn(2, 'publish', 7, null, 'other', 'live');
    encoder.message(9, Buffer.from('again'), 0, 2);
    await until(() => node.last.media.length === 1);
    expect(String(node.last.media[0]!.payload)).toBe('again');
    expect(encoder.commands.slice(-2)).toMatchObject([
      { name: '_result', transactionId: 6, args: [null, 2] },
      { name: 'onStatus', streamId: 2, args: [null, { code: 'NetStream.Publish.Start' }] },
    ]);
    expect(node.last.requests.map(({ streamName }) => streamName)).toEqual(['key', 'other']);
    expect([node.sessions.length, node.last.unpublished, node.last.closed]).toEqual([1, 1, []]);
  });

  it('does not let an encoder publish twice at once', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.publish(node.port);
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.commandOn(1, 'publish', 4, null, 'key', 'live');
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'violation', code: 'command_order' });
  });

  it('reads commands of type 17, and a command whose transaction id is missing', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.greet(node.port);
    encoder.message(17, Buffer.concat([Buffer.from([0]), encodeAmf0('connect', 1, { app: 'ada' })]), 0, 0);
    encoder.message(20, encodeAmf0('publish', null, null, 'key'), 0, 1);
    await encoder.whenStatus('NetStream.Publish.Start');
  });

  it('knows the client from a PROXY header', async () => {
    node = await TestNode.start({ expectProxyHeader: true });
    const header = encodeProxyHeader({
      sourceAddress: '203.0.113.9',
      sourcePort: 1,
      destinationAddress: '198.51.100.1',
      destinationPort: 2,
    });
    encoder = await TestEncoder.greet(node.port, header);
    expect(node.last.session.remoteAddress).toBe('203.0.113.9');
  });

  it('refuses a connection without the PROXY header it expects', async () => {
    node = await TestNode.start({ expectProxyHeader: true });
    encoder = await TestEncoder.connect(node.port);
    encoder.send(Buffer.alloc(1537, 3));
    await encoder.whenClosed();
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'violation', code: 'proxy_header' });
  });

  it('ends only its own session when a handler throws, and says that it was a bug', async () => {
    const error = new Error('handler');
    node = await TestNode.start({}, undefined, {
      onMedia: () => {
        throw error;
      },
    });
    const other = await TestEncoder.publish(node.port);
    await other.whenStatus('NetStream.Publish.Start');
    encoder = await TestEncoder.publish(node.port);
    encoder.message(9, Buffer.from('frame'));
    await encoder.whenClosed();
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'bug', error });
    expect(other.isClosed).toBe(false);
    other.destroy();
  });

  it('closes when told: what is written is sent, and the close is reported once', async () => {
    node = await TestNode.start();
    encoder = await TestEncoder.publish(node.port);
    await encoder.whenStatus('NetStream.Publish.Start');
    node.last.session.close();
    node.last.session.close();
    await encoder.whenClosed();
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed).toEqual([expect.objectContaining({ kind: 'local' })]);
  });
});
