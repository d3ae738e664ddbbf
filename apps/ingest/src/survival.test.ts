import { nodeBus, type NodeCounters } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { claimFor, IngestStage } from './testing/ingest-stage.js';

describe('streams of a node that others leave, or that leaves', () => {
  let stage: IngestStage;

  beforeAll(async () => {
    stage = await IngestStage.build();
  });
  afterEach(() => stage.end());
  afterAll(() => stage.strike());

  it('hands a moved session over: the old node forwards until its encoder is taken away', async () => {
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const old = await stage.claim('n1', wanted);
    const encoder = await stage.stream(old.port, wanted);
    await stage.reaches('n1', wanted, { state: 'live' });
    const moved = { ...wanted, epoch: 2, moved: true };
    const { port } = await stage.claim('n2', moved);
    const before = target.messages.length;
    await eventually(() => expect(target.messages.length).toBeGreaterThan(before + 10));
    expect((await stage.news('n1')).claims).toHaveLength(1);
    expect([target.connected, target.keys.length]).toEqual([1, 1]);
    const counted: number[] = [];
    const count = ({ claims }: NodeCounters) => void counted.push(claims[0]!.targets[0]!.bytesSent);
    stage.bus.hear(nodeBus.counters, count, { address: { nodeId: 'n1' } });
    await stage.bus.settle();
    const received = target.messages.reduce((sum, { payload }) => sum + payload.length, 0);
    await stage.stream(port, wanted);
    encoder.stop();
    await eventually(async () => expect((await stage.news('n1')).claims).toEqual([]));
    expect(counted.at(-1)).toBeGreaterThanOrEqual(received); // its last word, also of what came since the last second
    await stage.reaches('n2', moved, { state: 'live' });
    expect(target.goodbyes).toBe(0);
  });

  it('goes on without Redis and the bus, and is leased and heard again when they are back', async () => {
    await stage.node('n1');
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const { port } = await stage.claim('n1', wanted);
    await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live' });
    await Promise.all([stage.redis.pause(), stage.nats.pause()]);
    const before = target.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 4_000)); // longer than a lease lives
    await eventually(() => expect(target.messages.length).toBeGreaterThan(before + 100));
    await Promise.all([stage.redis.resume(), stage.nats.resume()]);
    await eventually(async () => {
      expect(await stage.route(wanted.identity.handle)).toMatchObject({ nodeId: 'n1', epoch: 1 });
    });
    await stage.reaches('n1', wanted, { state: 'live', targets: [{ state: 'live', reconnects: 0 }] });
  });

  it('drains: takes no more, stays until its sessions are elsewhere, then holds nothing', async () => {
    const [leaving] = await Promise.all([stage.node('n1'), stage.node('n2')]);
    const stop = await stage.pretendNodes(['n1', 'n2']);
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const { port } = await stage.claim('n1', wanted);
    const encoder = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live' });
    const drained = leaving.drain();
    await eventually(async () => expect((await stage.news('n1')).draining).toBe(true));
    await expect(stage.claim('n1', claimFor())).rejects.toMatchObject({ code: 'no_capacity' });
    await stage.claim('n2', { ...wanted, epoch: 2, moved: true });
    encoder.stop();
    await drained;
    expect((await stage.news('n1')).claims).toEqual([]);
    stop();
  });

  it('ends soon when there is nobody to take its sessions, and ends neither session nor broadcast', async () => {
    const leaving = await stage.node('n1');
    const stop = await stage.pretendNodes(['n1']);
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const states: string[] = [];
    stage.bus.hear(nodeBus.report, ({ state }) => void states.push(state), { address: { nodeId: 'n1' } });
    const { port } = await stage.claim('n1', wanted);
    const encoder = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live', targets: [{ state: 'live' }] });
    encoder.stop();
    const startedAt = performance.now();
    await leaving.drain();
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(await stage.route(wanted.identity.handle)).toBeNull();
    expect(target.goodbyes).toBe(0);
    expect(states.at(-1)).toBe('interrupted');
    stop();
  }, 20_000);
});
