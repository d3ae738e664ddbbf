import { encodeAmf0 } from '../amf0/encode.js';
import { REPLY_BACKLOG_BYTES_MAX } from '../limits.js';
import { aggregateEntry } from '../testing/aggregates.js';
import { ATTACKS_AFTER_PUBLISH, ATTACKS_BEFORE_CONNECT } from '../testing/attacks.js';
import { chunk, control, uint } from '../testing/chunks.js';
import { until } from '../testing/tcp.js';
import { TestEncoder } from '../testing/test-encoder.js';
import { TestNode } from '../testing/test-node.js';
import { type ServerSessionOptions } from './server-session.js';

describe('a hostile peer costs one connection and nothing else', () => {
  let node: TestNode;
  let bystander: TestEncoder;
  let attacker: TestEncoder;

  beforeAll(async () => {
    node = await TestNode.start();
    bystander = await TestEncoder.publish(node.port);
    await bystander.whenStatus('NetStream.Publish.Start');
  });

  afterEach(async () => {
    attacker.destroy();
    const { media } = node.sessions[0]!;
    const before = media.length;
    bystander.message(9, Buffer.from('frame'));
    await until(() => media.length === before + 1);
  });

  afterAll(() => {
    bystander.destroy();
    node.stop();
  });

  async function expectViolation(code: string): Promise<void> {
    await attacker.whenClosed();
    const { closed } = node.last;
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'violation', code });
  }

  it.each(ATTACKS_BEFORE_CONNECT)('%s', async (_, code, attack) => {
    attacker = await TestEncoder.greet(node.port);
    attack(attacker);
    await expectViolation(code);
  });

  it.each(ATTACKS_AFTER_PUBLISH)('%s', async (_, code, attack) => {
    attacker = await TestEncoder.publish(node.port);
    await attacker.whenStatus('NetStream.Publish.Start');
    attack(attacker);
    await expectViolation(code);
  });

  it.each([true, 7, null, { key: 'x' }, ['x']])('a stream name that is %j', async (name) => {
    attacker = await TestEncoder.publish(node.port, name);
    await attacker.whenClosed();
    expect(attacker.statuses).toEqual(['NetStream.Publish.BadName']);
    expect(node.last.requests).toEqual([]);
  });

  it('play instead of publish', async () => {
    attacker = await TestEncoder.greet(node.port);
    attacker.command('connect', 1, { app: 'a' });
    attacker.commandOn(1, 'play', 2, null, 'key');
    await attacker.whenClosed();
    expect(attacker.statuses).toEqual(['NetStream.Play.Failed']);
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n'],
    ['TLS', '\x16\x03\x01'],
  ])('%s on the RTMP port', async (_, text) => {
    attacker = await TestEncoder.connect(node.port);
    attacker.send(Buffer.from(text, 'latin1'));
    await expectViolation('handshake_version');
  });

  it('stream names with zeros and invalid UTF-8', async () => {
    attacker = await TestEncoder.greet(node.port);
    attacker.command('connect', 1, { app: 'a\0b' });
    const name = Buffer.from('0200046100c328', 'hex');
    attacker.message(20, Buffer.concat([encodeAmf0('publish', 2, null), name]));
    await attacker.whenStatus('NetStream.Publish.Start');
    expect(node.last.requests[0]).toMatchObject({ app: 'a\0b', streamName: 'a\0\ufffd(' });
  });

  it('truncated and unknown media, empty messages, and timestamps at the end of time', async () => {
    attacker = await TestEncoder.publish(node.port);
    for (const hex of ['', '1', '17', '1700', '91', '9168766331', 'ff', '0f', 'af', '9f']) {
      attacker.message(9, Buffer.from(hex, 'hex'), 0xffffffff);
      attacker.message(8, Buffer.from(hex, 'hex'), 0xffffffff);
    }
    await until(() => node.last.media.length === 20);
    expect(node.last.media.every(({ timestamp }) => timestamp === 0xffffffff)).toBe(true);
  });

  it('an aggregate inside an aggregate', async () => {
    attacker = await TestEncoder.publish(node.port);
    attacker.message(22, Buffer.concat([aggregateEntry(22, 0, 'inner'), aggregateEntry(9, 0, 'v')]));
    await until(() => node.last.media.length === 1);
  });

  it('a connection that is reset in the middle of a message', async () => {
    attacker = await TestEncoder.publish(node.port);
    await attacker.whenStatus('NetStream.Publish.Start');
    attacker.send(chunk({ format: 0, id: 4, length: 5000 }, Buffer.alloc(128)));
    attacker.socket.resetAndDestroy();
    const { closed } = node.last;
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'peer' });
  });
});

describe('a slow peer', () => {
  let node: TestNode;
  let attacker: TestEncoder;

  afterEach(() => {
    attacker.destroy();
    node.stop();
  });

  /** Only the stage under test is short: on a busy machine the attacker itself is slow to come that far. */
  async function startNode(timeouts: ServerSessionOptions['timeouts']): Promise<void> {
    node = await TestNode.start({ timeouts });
  }

  async function expectTimeout(code: string): Promise<void> {
    await attacker.whenClosed();
    await until(() => node.last.closed.length === 1);
    expect(node.last.closed[0]).toMatchObject({ kind: 'timeout', code });
  }

  function drip(bytes: Buffer): void {
    const timer = setInterval(() => attacker.send(bytes), 5);
    attacker.socket.on('close', () => clearInterval(timer));
  }

  it('that says nothing is dropped', async () => {
    await startNode({ handshakeMs: 100 });
    attacker = await TestEncoder.connect(node.port);
    await expectTimeout('handshake');
  });

  it('that drips its handshake is dropped', async () => {
    await startNode({ handshakeMs: 100 });
    attacker = await TestEncoder.connect(node.port);
    drip(Buffer.from([3]));
    await expectTimeout('handshake');
  });

  it('that drips a chunk header is dropped', async () => {
    await startNode({ commandMs: 100 });
    attacker = await TestEncoder.greet(node.port);
    attacker.send(chunk({ format: 0, id: 3, type: 20, length: 60_000 }));
    drip(Buffer.from([0]));
    await expectTimeout('publish');
  });

  it('that never publishes is dropped, whatever else it says', async () => {
    await startNode({ commandMs: 100 });
    attacker = await TestEncoder.greet(node.port);
    drip(control(3, uint(0, 4)));
    await expectTimeout('publish');
  });

  it('that publishes and falls silent is dropped', async () => {
    await startNode({ idleMs: 100 });
    attacker = await TestEncoder.publish(node.port);
    await expectTimeout('idle');
  });

  it('stays as long as any byte comes', async () => {
    await startNode({ idleMs: 400 });
    attacker = await TestEncoder.publish(node.port);
    await attacker.whenStatus('NetStream.Publish.Start');
    drip(control(3, uint(0, 4)));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(attacker.isClosed).toBe(false);
  });

  it('that does not read our answers is dropped', async () => {
    await startNode({});
    attacker = await TestEncoder.publish(node.port);
    await attacker.whenStatus('NetStream.Publish.Start');
    const { socket, closed } = node.last;
    socket.cork(); // as if the peer's window were closed
    socket.write(Buffer.alloc(REPLY_BACKLOG_BYTES_MAX + 1));
    attacker.send(control(4, Buffer.from('000600000000', 'hex')));
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'violation', code: 'reply_backlog' });
  });
});
