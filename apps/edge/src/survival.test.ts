import { MemoryRouteTable, type Route, RouteTableUnavailable, STALL_MS } from '@mid-station/route-table';
import { until } from '@mid-station/rtmp/testing';
import { LET_GO_MS } from './limits.js';
import { EdgeUnderTest } from './testing/edge-under-test.js';
import { FakeNode } from './testing/fake-node.js';
import { frameTexts, TestEncoder } from './testing/test-encoder.js';

/** A route table that can be cut off. */
class CuttableTable extends MemoryRouteTable {
  isAway = false;

  override lookup(handle: string): Promise<Route | null> {
    return this.isAway ? Promise.reject(new RouteTableUnavailable('away')) : super.lookup(handle);
  }
}

describe('what is running keeps running', () => {
  let routes: CuttableTable;
  let edge: EdgeUnderTest;
  let a: FakeNode;
  let b: FakeNode;
  let c: FakeNode;
  let route: Route;
  const encoders: TestEncoder[] = [];

  beforeEach(async () => {
    routes = new CuttableTable();
    edge = await EdgeUnderTest.start({}, routes);
    [a, b, c] = await Promise.all([FakeNode.start('node-a'), FakeNode.start('node-b'), FakeNode.start('node-c')]);
    route = a.route('ada', 'key');
    await routes.acquire(route);
  });

  afterEach(async () => {
    for (const encoder of encoders.splice(0)) encoder.destroy();
    for (const node of [a, b, c]) node.kill();
    await edge.close();
  });

  const publish = async (path = 'ada/key'): Promise<TestEncoder> => {
    const encoder = await TestEncoder.publish(edge.url(path));
    encoders.push(encoder);
    return encoder;
  };
  const moveTo = (node: FakeNode, epoch: number): Promise<unknown> =>
    routes.acquire({ ...route, nodeId: node.id, port: node.port, epoch });
  const frames = (node: FakeNode): string[] => frameTexts(node.received.flatMap(({ media }) => media));
  const got = (node: FakeNode, frame: string): Promise<void> => until(() => frames(node).includes(frame));
  /** Streams on, with a keyframe in every group, until the node gets it. Returns what was sent. */
  const streamUntilAt = async (node: FakeNode, encoder: TestEncoder): Promise<string[]> => {
    const sent: string[] = [];
    await until(() => {
      sent.push(encoder.frame('audio'), encoder.frame(), encoder.frame('key'));
      return frames(node).length > 0;
    });
    await got(node, sent.at(-1)!);
    return sent;
  };
  const started = (node: FakeNode): Promise<void> => until(() => node.received.at(-1)?.request !== undefined);

  it('moves twice and loses nothing', async () => {
    const encoder = await publish();
    const sent = [encoder.frame('key'), encoder.frame(), encoder.frame('audio')];
    await moveTo(b, 2);
    sent.push(...(await streamUntilAt(b, encoder)));
    await moveTo(c, 3);
    sent.push(...(await streamUntilAt(c, encoder)));
    expect([...frames(a), ...frames(b), ...frames(c)]).toEqual(sent);
    expect([frames(b)[0], frames(c)[0]]).toEqual([expect.stringContaining('key'), expect.stringContaining('key')]);
    await until(() => a.received[0]?.closed !== undefined && b.received[0]?.closed !== undefined);
  });

  it('sends a new node the headers first, then the keyframe', async () => {
    const encoder = await publish();
    encoder.frame('key');
    await moveTo(b, 2);
    await streamUntilAt(b, encoder);
    const [video, audio, keyframe] = b.received[0]!.media;
    expect(video!.payload.subarray(0, 2).toString('hex')).toBe('1700');
    expect(audio!.payload.subarray(0, 2).toString('hex')).toBe('af00');
    expect(keyframe!.payload.subarray(0, 2).toString('hex')).toBe('1701');
  });

  it('loses nothing that is sent from the first keyframe after the death of a node on', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.kill();
    await until(() => edge.bus.suspected.length === 1);
    encoder.frame();
    const kept = [encoder.frame('key'), encoder.frame(), encoder.frame('audio')];
    await moveTo(b, 2);
    await got(b, kept.at(-1)!);
    expect(frames(b)).toEqual(kept);
    expect(encoder.isClosed).toBe(false);
  });

  it('does not read an encoder that has nowhere to go beyond its next keyframe', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.kill();
    await until(() => edge.bus.suspected.length === 1);
    const kept = [encoder.frame('key')];
    for (let each = 0; each < 64; each++) kept.push(encoder.frame('inter', 500_000));
    await moveTo(b, 2);
    await got(b, kept.at(-1)!);
    expect(frames(b)).toEqual(kept);
  });

  it('leaves a node that stands still and takes nothing any more', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.received[0]!.socket.pause();
    for (let each = 0; each < 64; each++) encoder.frame('inter', 500_000); // more than all buffers on the way hold
    await moveTo(b, 2);
    await streamUntilAt(b, encoder);
    expect(frames(b)[0]).toContain('key');
    expect(encoder.isClosed).toBe(false);
  });

  it('gives the next node nothing before the one before has let go', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    await moveTo(b, 2);
    await started(b);
    const openAtFirst: boolean[] = [];
    b.received[0]!.socket.on('data', () => {
      if (frames(b).length > 0) openAtFirst.push(a.received[0]!.closed === undefined);
    });
    await streamUntilAt(b, encoder);
    expect(openAtFirst[0]).toBe(false);
  });

  it('waits for a node that stands still until it will forward nothing any more', async () => {
    expect(LET_GO_MS).toBeGreaterThan(STALL_MS);
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.received[0]!.socket.pause();
    await moveTo(b, 2);
    await started(b);
    const from = performance.now();
    const sent = await streamUntilAt(b, encoder);
    expect(performance.now() - from).toBeGreaterThanOrEqual(LET_GO_MS);
    expect(frames(b)).toEqual(sent.slice(sent.indexOf(frames(b)[0]!)));
  }, 20_000);

  it('survives the death of the next node while the one before lets go', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.received[0]!.socket.pause();
    await moveTo(b, 2);
    await started(b);
    const kept = [encoder.frame('key'), encoder.frame()];
    await until(() => edge.log.some((line) => line.includes('another node')));
    b.kill();
    await until(() => edge.bus.suspected.length === 1);
    await moveTo(c, 3);
    await got(c, kept[1]!);
    expect(frames(c)).toEqual(kept);
    expect(encoder.isClosed).toBe(false);
  }, 20_000);

  it('survives a second death while it waits for a keyframe', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.kill();
    await until(() => edge.bus.suspected.length === 1);
    await moveTo(b, 2);
    await started(b);
    b.kill();
    await until(() => edge.bus.suspected.length === 2);
    await moveTo(c, 3);
    await got(c, encoder.frame('key'));
    expect(encoder.isClosed).toBe(false);
  });

  it('dials again a node that is slow to listen', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    const { port } = b;
    b.kill();
    await moveTo(b, 2);
    await until(() => edge.bus.suspected.some(({ nodeId }) => nodeId === 'node-b'));
    b = await FakeNode.start('node-b', port);
    await streamUntilAt(b, encoder);
  });

  it('ignores an old claim that a table without memory shows for a moment', async () => {
    const encoder = await publish();
    await moveTo(b, 2);
    await streamUntilAt(b, encoder);
    routes.forget();
    await routes.renew([route]);
    await moveTo(b, 2);
    await got(b, encoder.frame('key'));
    expect(a.received).toHaveLength(1);
    expect(b.received).toHaveLength(1);
  });

  it('keeps a running stream while the route table is away, and refuses a new one with "try again"', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    routes.isAway = true;
    routes.forget();
    await expect(publish('bob/key')).rejects.toThrow(/try again/i);
    await got(a, encoder.frame());
  });

  it('keeps a running stream when its route vanishes while the node still takes it', async () => {
    const encoder = await publish();
    await routes.release(route);
    await got(a, encoder.frame('key'));
    expect(encoder.isClosed).toBe(false);
  });

  it('closes the encoder when its session has ended', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    await routes.release(route);
    a.received[0]!.session.close();
    await until(() => encoder.isClosed);
    expect(edge.bus.knocks.at(-1)).toMatchObject({ handle: 'ada', sessionId: route.sessionId });
  });

  it('lets a newer authorised publisher take over at once', async () => {
    const older = await publish();
    await got(a, older.frame('key'));
    const newer = await publish();
    await until(() => older.isClosed);
    await until(() => a.received[0]?.closed !== undefined);
    newer.frame('key');
    await until(() => frameTexts(a.received[1]!.media).length === 1);
    expect(newer.isClosed).toBe(false);
  });

  it('ends the link to the node when the encoder is gone', async () => {
    const encoder = await publish();
    const last = encoder.frame('key');
    await got(a, last);
    encoder.destroy();
    await until(() => a.received[0]?.closed !== undefined);
  });

  it('passes on why a node refuses', async () => {
    a.onPublish = (session) => session.reject('NetStream.Publish.BadName', 'This key is in use.');
    await expect(publish()).rejects.toThrow(/in use/);
  });

  it('passes on why a node ends a running publication, and looks for no other node', async () => {
    const encoder = await publish();
    await got(a, encoder.frame('key'));
    a.received[0]!.session.reject('NetStream.Publish.Rejected', 'This is too much.');
    await until(() => encoder.isClosed);
    expect(encoder.closedFor).toContain('This is too much.');
    expect(edge.bus.suspected).toEqual([]);
  });
});
