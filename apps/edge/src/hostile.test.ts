import { CHUNK_VIOLATIONS, chunk, control, TestEncoder as RawEncoder, uint, until } from '@mid-station/rtmp/testing';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { REFUSALS_MAX, STRANGERS_MAX } from './limits.js';
import { EdgeUnderTest } from './testing/edge-under-test.js';
import { FakeNode } from './testing/fake-node.js';
import { frameTexts, TestEncoder } from './testing/test-encoder.js';

const FRAME_MS = 20;

describe('hostile peers at the edge', () => {
  let edge: EdgeUnderTest;
  let node: FakeNode;
  let bystander: TestEncoder;
  let attackers: Socket[];

  beforeEach(async () => {
    edge = await EdgeUnderTest.start({ MIDSTATION_RATE_LIMIT_FACTOR: '1' });
    node = await FakeNode.start('node-a');
    await edge.routes.acquire(node.route('bystander', 'key'));
    bystander = await TestEncoder.publish(edge.url('bystander/key'));
    attackers = [];
  });

  afterEach(async () => {
    await expectUntouched();
    for (const attacker of attackers) attacker.destroy();
    bystander.destroy();
    node.kill();
    await edge.close();
  });

  /** The bystander's frames still arrive. */
  const expectUntouched = async (): Promise<void> => {
    const frame = bystander.frame('key');
    await until(() => frameTexts(node.received[0]!.media).includes(frame));
  };
  const greet = async (): Promise<RawEncoder> => {
    const attacker = await RawEncoder.greet(edge.ports.rtmp);
    attackers.push(attacker.socket);
    return attacker;
  };
  const isAlone = (): Promise<void> => until(async () => (await edge.gauge('edge_open_connections')) === 1);

  it.each(CHUNK_VIOLATIONS)('a stranger with $name loses the connection', async ({ bytes }) => {
    const attacker = await greet();
    attacker.send(bytes);
    await attacker.whenClosed();
    await isAlone();
  });

  it.each([
    ['a chunk size of 0', control(1, uint(0, 4))],
    ['a message beyond the limit', chunk({ format: 0, id: 4, length: 0xffffff })],
    ['chunks of one byte without end', Buffer.concat([control(1, uint(1, 4)), Buffer.alloc(2_000_000, 'c461', 'hex')])],
  ])('a publisher with %s loses the connection, and its node with it', async (_, bytes) => {
    await edge.routes.acquire(node.route('eve', 'key'));
    const attacker = await RawEncoder.publish(edge.ports.rtmp, 'key', 'eve');
    await attacker.whenStatus('NetStream.Publish.Start');
    attacker.send(bytes);
    await attacker.whenClosed();
    await until(() => node.received[1]!.closed !== undefined);
    await isAlone();
  });

  it('noise in every size is only noise', async () => {
    for (let size = 1; size < 100_000; size *= 3) {
      const socket = connect(edge.ports.rtmp, '127.0.0.1').on('error', () => undefined);
      attackers.push(socket);
      socket.end(randomBytes(size));
      await once(socket.resume(), 'close');
    }
    await isAlone();
  });

  it('publish requests that make no sense are refused like any stranger', async () => {
    for (const [app, key] of [
      ['', 'key'],
      ['a'.repeat(5_000), 'key'],
      ['x\0y', 'key'],
      ['../../etc', 'x'],
      ['eve', ''],
    ] as const) {
      const attacker = await RawEncoder.publish(edge.ports.rtmp, key, app);
      await attacker.whenClosed();
      expect(attacker.statuses).toEqual(['NetStream.Publish.Rejected']);
    }
    expect(edge.bus.knocks).toEqual([]);
  });

  it('no stream key, right or wrong, gets into logs or metrics', async () => {
    await edge.routes.acquire(node.route('eve', 'RIGHT-KEY'));
    const publisher = await TestEncoder.publish(edge.url('eve/RIGHT-KEY'));
    await expect(TestEncoder.publish(edge.url('eve/WRONG-KEY'))).rejects.toThrow();
    node.received[1]!.socket.destroy();
    await until(() => edge.log.some((line) => line.includes('node gone')));
    publisher.destroy();
    const written = `${edge.log.join('')}${await edge.metrics.metrics()}`;
    expect(written).toContain('publish refused');
    expect(written).not.toMatch(/RIGHT-KEY|WRONG-KEY/);
  });

  it('an address is blocked after too many refused publishes, and its running stream is not', async () => {
    for (let each = 0; each < REFUSALS_MAX; each++) {
      const attacker = await RawEncoder.publish(edge.ports.rtmp, `guess ${each}`, 'bystander');
      await attacker.whenClosed();
      expect(attacker.statuses).toEqual(['NetStream.Publish.Rejected']);
    }
    const turnedAway = await RawEncoder.connect(edge.ports.rtmp);
    await turnedAway.whenClosed();
    expect(await edge.counter('edge_turned_away_total', { reason: 'blocked' })).toBe(1);
  });

  it('a flood of ten thousand connections leaves running streams untouched', async () => {
    const arrived = (): number => frameTexts(node.received[0]!.media).length;
    let sent = arrived();
    const underWay: number[] = [];
    const frames = setInterval(() => {
      bystander.frame('key');
      underWay.push(++sent - arrived());
    }, FRAME_MS);
    try {
      for (let batch = 0; batch < 100; batch++) await flood(batch);
      expect(await edge.gauge('edge_strangers')).toBeLessThanOrEqual(STRANGERS_MAX);
    } finally {
      clearInterval(frames);
    }
    expect(Math.max(...underWay) * FRAME_MS).toBeLessThan(1_000);
    await until(() => arrived() === sent);
  });

  /** A hundred connections, ten from each of ten addresses. */
  const flood = async (batch: number): Promise<void> => {
    const settled = Array.from({ length: 100 }, async (_, each) => {
      const localAddress = `127.1.${batch}.${1 + (each % 10)}`;
      const socket = connect({ port: edge.ports.rtmp, host: '127.0.0.1', localAddress });
      socket.on('error', () => undefined);
      attackers.push(socket);
      await once(socket, 'connect').catch(() => undefined);
    });
    await Promise.all(settled);
  };
});
