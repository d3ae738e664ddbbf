import { liveBus, nodeBus, type RelayTarget, type SessionStatus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Destination } from './testing/destination.js';
import { Encoder } from './testing/encoder.js';
import { asRange, freePorts } from './testing/free-ports.js';
import { claimFor, hashOf, IngestStage, type OpenClaim } from './testing/ingest-stage.js';

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe('an ingest node', () => {
  let stage: IngestStage;
  const destinations: Destination[] = [];
  const encoders: Encoder[] = [];

  beforeAll(async () => {
    stage = await IngestStage.build();
  });
  afterEach(async () => {
    for (const encoder of encoders.splice(0)) encoder.stop();
    await stage.end();
    await Promise.all(destinations.splice(0).map((each) => each.close()));
  });
  afterAll(() => stage.strike());

  const destination = async (): Promise<Destination> => {
    const made = await Destination.start();
    destinations.push(made);
    return made;
  };
  const claim = (nodeId: string, wanted: OpenClaim): Promise<{ host: string; port: number }> =>
    stage.claim(nodeId, wanted);
  const stream = async (port: number, { identity: { handle } }: OpenClaim): Promise<Encoder> => {
    const encoder = await Encoder.stream(port, handle, `key of ${handle}`);
    encoders.push(encoder);
    return encoder;
  };
  const reaches = (nodeId: string, { sessionId }: OpenClaim, expected: object): Promise<void> =>
    eventually(async () => expect(await stage.status(nodeId, sessionId)).toMatchObject(expected));
  const release = (nodeId: string, { sessionId, epoch }: OpenClaim): Promise<SessionStatus> =>
    stage.ask(nodeBus.release, nodeId, { sessionId, epoch, reason: 'stopped' });

  it('binds a port, leases the route, and gives both back', async () => {
    await stage.node('n1');
    const wanted = claimFor();
    const { host, port } = await claim('n1', wanted);
    expect(await isOpen(port)).toBe(true);
    expect(await stage.route(wanted.identity.handle)).toMatchObject({
      nodeId: 'n1',
      host,
      port,
      sessionId: wanted.sessionId,
      epoch: 1,
    });
    expect((await stage.news('n1')).claims).toEqual([{ sessionId: wanted.sessionId, epoch: 1, revision: 0 }]);
    await release('n1', wanted);
    expect(await isOpen(port)).toBe(false);
    expect(await stage.route(wanted.identity.handle)).toBeNull();
    expect((await stage.news('n1')).claims).toEqual([]);
  });

  it('carries an encoder to every target, and says so', async () => {
    await stage.node('n1');
    const [one, two] = [await destination(), await destination()];
    const wanted = claimFor([one, two]);
    const reports: string[] = [];
    const stats: number[] = [];
    const { userId } = wanted.identity;
    stage.bus.hear(nodeBus.report, ({ state }) => void reports.push(state), { address: { nodeId: 'n1' } });
    stage.bus.hear(liveBus.stats, ({ targets }) => void stats.push(targets.length), { address: { userId } });
    await stage.bus.settle();
    const { port } = await claim('n1', wanted);
    await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live', targets: [{ state: 'live' }, { state: 'live' }] });
    await eventually(() => expect(one.messages.length).toBeGreaterThan(10));
    await eventually(() => expect(two.messages.length).toBeGreaterThan(10));
    expect(one.keys).toEqual(['secret-0']);
    await eventually(() => expect(reports).toContain('live'));
    await eventually(() => expect(stats).toContain(2));
    expect((await stage.status('n1', wanted.sessionId)).publisher).toMatchObject({
      connected: true,
      remote: '203.0.113.7',
    });
    await release('n1', wanted);
    expect([one.goodbyes, two.goodbyes]).toEqual([1, 1]);
    await encoders[0]?.connection.whenClosed();
  });

  it('says before the encoder comes which target will not work, and publishes nothing to find out', async () => {
    await stage.node('n1');
    const [open, gone] = [await destination(), await Destination.start()];
    await gone.close();
    const wanted = claimFor([open, gone]);
    await claim('n1', wanted);
    await reaches('n1', wanted, {
      state: 'waiting',
      targets: [
        { state: 'waiting', lastError: null },
        { state: 'waiting', lastError: { code: 'connection_refused' }, attempt: 0 },
      ],
    });
    expect(open.keys).toEqual([]);
  });

  it('tries the way to targets of somebody who is not live', async () => {
    await stage.node('n1');
    const [open, gone] = [await destination(), await Destination.start()];
    await gone.close();
    const targets = [open.url, gone.url, 'rtmps://localhost:1/app', 'rtmp://nowhere.invalid/app', 'rtmp://:/x'];
    const asked = targets.map((url) => ({ targetId: randomUUID(), url }));
    const found = await stage.ask(nodeBus.probe, 'n1', { targets: asked });
    expect(found.map(({ targetId }) => targetId)).toEqual(asked.map(({ targetId }) => targetId));
    expect(found.map(({ code }) => code)).toEqual([
      null,
      'connection_refused',
      'connection_refused',
      expect.stringMatching(/^dns_/),
      'protocol_error',
    ]);
    expect(open.keys).toEqual([]);
  });

  it('does not try the way into its own network for anybody', async () => {
    await stage.node('n1', { MIDSTATION_ALLOW_PRIVATE_TARGETS: 'false' });
    const { url } = await destination();
    const [found] = await stage.ask(nodeBus.probe, 'n1', { targets: [{ targetId: randomUUID(), url }] });
    expect(found?.code).toBe('address_forbidden');
  });

  it('refuses a wrong key, somebody else, and a key that ran out', async () => {
    await stage.node('n1');
    const wanted = claimFor();
    const { handle, keys } = wanted.identity;
    keys.push({ hash: hashOf('old'), expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const { port } = await claim('n1', wanted);
    for (const [name, key] of [
      [handle, 'wrong'],
      ['somebody', `key of ${handle}`],
      [handle, 'old'],
    ] as const) {
      const { connection } = await Encoder.knock(port, name, key);
      await connection.whenStatus('NetStream.Publish.Rejected');
      await connection.whenClosed();
    }
    expect(await stage.status('n1', wanted.sessionId)).toMatchObject({ state: 'waiting', publisher: null });
  });

  it('lets a newer encoder take over', async () => {
    await stage.node('n1');
    const target = await destination();
    const wanted = claimFor([target]);
    const { port } = await claim('n1', wanted);
    const first = await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live' });
    await stream(port, wanted);
    await first.connection.whenClosed();
    const before = target.messages.length;
    await eventually(() => expect(target.messages.length).toBeGreaterThan(before + 10));
    expect(await stage.status('n1', wanted.sessionId)).toMatchObject({ state: 'live' });
    expect(target.connected).toBe(1);
  });

  it('skips a port that somebody else has', async () => {
    const ports = await freePorts(3);
    await Promise.all([stage.node('n1', asRange(ports)), stage.node('n2', asRange(ports))]);
    const places = [await claim('n1', claimFor()), await claim('n2', claimFor()), await claim('n1', claimFor())];
    expect(places.map(({ port }) => port).sort()).toEqual(ports);
    await expect(claim('n2', claimFor())).rejects.toMatchObject({ code: 'no_capacity' });
  });

  it('refuses more than it has room for, and keeps nothing of what it refused', async () => {
    await stage.node('n1', { MIDSTATION_INGEST_CAPACITY: '1' });
    await claim('n1', claimFor());
    const refused = claimFor();
    await expect(claim('n1', refused)).rejects.toMatchObject({ code: 'no_capacity' });
    expect(await stage.route(refused.identity.handle)).toBeNull();
  });

  it('answers the same claim again the same, and a superseded one not at all', async () => {
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const wanted = claimFor();
    const [first, again] = await Promise.all([claim('n1', wanted), claim('n1', wanted)]);
    expect(again).toEqual(first);
    await claim('n2', { ...wanted, epoch: 2 });
    await eventually(async () => expect((await stage.news('n1')).claims).toEqual([]));
    await expect(claim('n1', wanted)).rejects.toMatchObject({ code: 'stale_claim' });
    await expect(release('n1', wanted)).rejects.toMatchObject({ code: 'stale_claim' });
  });

  it('applies edits without touching the other targets', async () => {
    await stage.node('n1');
    const [one, two] = [await destination(), await destination()];
    const wanted = claimFor([one, two]);
    const [first, second] = wanted.targets;
    if (!first || !second) throw new Error('two targets');
    const { port } = await claim('n1', { ...wanted, targets: [first] });
    await stream(port, wanted);
    await reaches('n1', wanted, { targets: [{ state: 'live' }] });
    const { sessionId, epoch, options } = wanted;
    const keys = [{ hash: hashOf('new key'), expiresAt: null }];
    const edit = async (settingRevision: number, targets: RelayTarget[]): Promise<SessionStatus> => {
      const sealedKeys = await stage.seal('n1', targets);
      const change = { sessionId, epoch, options, keys, settingRevision, targets, sealedKeys };
      return stage.ask(nodeBus.update, 'n1', change);
    };
    expect(await edit(2, [first, second])).toMatchObject({ settingRevision: 2 });
    await reaches('n1', wanted, { targets: [{ state: 'live' }, { state: 'live' }] });
    await edit(1, []);
    expect((await stage.status('n1', sessionId)).targets).toHaveLength(2);
    expect(one.keys).toHaveLength(1);
    await eventually(async () => {
      expect((await stage.route(wanted.identity.handle))?.keys).toEqual(keys);
    });
  });

  it('opens keys that were sealed for it, and refuses those of its last run, of another node and of other addresses', async () => {
    const before = await stage.node('n1');
    const target = await destination();
    const wanted = claimFor([target]);
    const late = await stage.seal('n1', wanted.targets);
    await before.close();
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const ask = (sealedKeys: string, targets = wanted.targets): Promise<{ port: number }> =>
      stage.ask(nodeBus.claim, 'n1', { ...wanted, targets, sealedKeys });
    await expect(ask(late)).rejects.toMatchObject({ code: 'stale_key' });
    await expect(ask(await stage.seal('n2', wanted.targets))).rejects.toMatchObject({ code: 'stale_key' });
    const elsewhere = wanted.targets.map((each) => ({ ...each, url: 'rtmp://127.0.0.1:1/thief' }));
    const fresh = await stage.seal('n1', wanted.targets);
    await expect(ask(fresh, elsewhere)).rejects.toMatchObject({ code: 'invalid_request' });
    expect((await stage.news('n1')).claims).toEqual([]);
    const { port } = await ask(fresh);
    await stream(port, wanted);
    await eventually(() => expect(target.keys).toEqual(['secret-0']));
  });

  it('hands a moved session over: the old node forwards until its encoder is taken away', async () => {
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const target = await destination();
    const wanted = claimFor([target]);
    const old = await claim('n1', wanted);
    const encoder = await stream(old.port, wanted);
    await reaches('n1', wanted, { state: 'live' });
    const moved = { ...wanted, epoch: 2, moved: true };
    const { port } = await claim('n2', moved);
    const before = target.messages.length;
    await eventually(() => expect(target.messages.length).toBeGreaterThan(before + 10));
    expect((await stage.news('n1')).claims).toHaveLength(1);
    await stream(port, wanted);
    encoder.stop();
    await eventually(async () => expect((await stage.news('n1')).claims).toEqual([]));
    await reaches('n2', moved, { state: 'live' });
    expect(target.goodbyes).toBe(0);
  });

  it('goes on without Redis and the bus, and is leased and heard again when they are back', async () => {
    await stage.node('n1');
    const target = await destination();
    const wanted = claimFor([target]);
    const { port } = await claim('n1', wanted);
    await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live' });
    await Promise.all([stage.redis.pause(), stage.nats.pause()]);
    const before = target.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 4_000)); // longer than a lease lives
    expect(target.messages.length).toBeGreaterThan(before + 100);
    await Promise.all([stage.redis.resume(), stage.nats.resume()]);
    await eventually(async () => {
      expect(await stage.route(wanted.identity.handle)).toMatchObject({ nodeId: 'n1', epoch: 1 });
    });
    await reaches('n1', wanted, { state: 'live', targets: [{ state: 'live', reconnects: 0 }] });
  });

  it('refuses a claim while Redis is away, and frees the port', async () => {
    const ports = await freePorts(1);
    await stage.node('n1', asRange(ports));
    await stage.redis.pause();
    await expect(claim('n1', claimFor())).rejects.toMatchObject({ code: 'unavailable' });
    await stage.redis.resume();
    const wanted = claimFor();
    await eventually(async () => expect((await claim('n1', wanted)).port).toBe(ports[0]));
  });

  it('drains: takes no more, stays until its sessions are elsewhere, then holds nothing', async () => {
    const [leaving] = await Promise.all([stage.node('n1'), stage.node('n2')]);
    const stop = await stage.pretendNodes(['n1', 'n2']);
    const target = await destination();
    const wanted = claimFor([target]);
    const { port } = await claim('n1', wanted);
    const encoder = await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live' });
    const drained = leaving.drain();
    await eventually(async () => expect((await stage.news('n1')).draining).toBe(true));
    await expect(claim('n1', claimFor())).rejects.toMatchObject({ code: 'no_capacity' });
    await claim('n2', { ...wanted, epoch: 2, moved: true });
    encoder.stop();
    await drained;
    expect((await stage.news('n1')).claims).toEqual([]);
    stop();
  });

  it('ends soon when there is nobody to take its sessions, and ends neither session nor broadcast', async () => {
    const leaving = await stage.node('n1');
    const stop = await stage.pretendNodes(['n1']);
    const target = await destination();
    const wanted = claimFor([target]);
    const states: string[] = [];
    stage.bus.hear(nodeBus.report, ({ state }) => void states.push(state), { address: { nodeId: 'n1' } });
    const { port } = await claim('n1', wanted);
    const encoder = await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live', targets: [{ state: 'live' }] });
    encoder.stop();
    const startedAt = performance.now();
    await leaving.drain();
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(await stage.route(wanted.identity.handle)).toBeNull();
    expect(target.goodbyes).toBe(0);
    expect(states.at(-1)).toBe('interrupted');
    stop();
  }, 20_000);

  it('keeps the last word of a session that ended by itself until it is released', async () => {
    await stage.node('n1');
    const wanted = claimFor([], { options: { graceSeconds: 0, holdPolicy: 'end', autoLive: false } });
    const { port } = await claim('n1', wanted);
    const encoder = await stream(port, wanted);
    await reaches('n1', wanted, { state: 'live' });
    encoder.stop();
    await reaches('n1', wanted, { state: 'ended', endReason: 'encoder_gone' });
    await eventually(async () => expect(await isOpen(port)).toBe(false));
    expect(await release('n1', wanted)).toMatchObject({ state: 'ended' });
    expect((await stage.news('n1')).claims).toEqual([]);
  });
});
