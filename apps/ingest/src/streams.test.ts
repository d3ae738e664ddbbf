import { markOf, publisherName } from '@mid-station/rtmp';
import { liveBus, nodeBus, type NodeCounters, type RelayTarget, type SessionStatus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { RIVAL_TAKEOVERS } from './limits.js';
import { Destination } from './testing/destination.js';
import { Encoder } from './testing/encoder.js';
import { asRange, freePorts } from './testing/free-ports.js';
import { claimFor, hashOf, IngestStage } from './testing/ingest-stage.js';
import { isOpen } from './testing/is-open.js';

describe('streams of an ingest node', () => {
  let stage: IngestStage;

  beforeAll(async () => {
    stage = await IngestStage.build();
  });
  afterEach(() => stage.end());
  afterAll(() => stage.strike());

  it('carries an encoder to every target, and says so', async () => {
    await stage.node('n1');
    const [one, two] = [await stage.destination(), await stage.destination()];
    const wanted = claimFor([one, two]);
    const reports: string[] = [];
    const stats: number[] = [];
    const counters: NodeCounters[] = [];
    const { userId } = wanted.identity;
    stage.bus.hear(nodeBus.report, ({ state }) => void reports.push(state), { address: { nodeId: 'n1' } });
    stage.bus.hear(liveBus.stats, ({ targets }) => void stats.push(targets.length), { address: { userId } });
    stage.bus.hear(nodeBus.counters, (each) => void counters.push(each), { address: { nodeId: 'n1' } });
    await stage.bus.settle();
    const { port } = await stage.claim('n1', wanted);
    const encoder = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live', targets: [{ state: 'live' }, { state: 'live' }] });
    await eventually(() => expect(one.messages.length).toBeGreaterThan(10));
    await eventually(() => expect(two.messages.length).toBeGreaterThan(10));
    expect(one.keys).toEqual(['secret-0']);
    await eventually(() => expect(reports).toContain('live'));
    await eventually(() => expect(stats).toContain(2));
    const { sessionId, epoch, targets } = wanted;
    const sent = targets.map(({ targetId }) => expect.objectContaining({ targetId, bytesSent: expect.any(Number) }));
    await eventually(() => expect(counters.at(-1)?.claims).toEqual([{ sessionId, epoch, targets: sent }]));
    expect((await stage.status('n1', wanted.sessionId)).publisher).toMatchObject({
      connected: true,
      remote: '203.0.113.7',
    });
    await stage.release('n1', wanted);
    expect([one.goodbyes, two.goodbyes]).toEqual([1, 1]);
    await encoder.connection.whenClosed();
  });

  it('takes another session’s stream where no encoder is, its own never, and lets encoders take its place', async () => {
    await stage.node('n1');
    const wanted = claimFor();
    const { port } = await stage.claim('n1', wanted);
    const knock = async (...via: string[]): Promise<unknown> => {
      const { handle } = wanted.identity;
      const { connection } = await Encoder.knock(port, handle, `key of ${handle}`, publisherName(via.map(markOf)));
      return eventually(() => {
        const status = connection.commands.find(({ name }) => name === 'onStatus');
        expect(status).toBeDefined();
        return status!.args[1];
      });
    };
    const taken = expect.objectContaining({ code: 'NetStream.Publish.Start' });
    const refused = (words: string): unknown =>
      expect.objectContaining({ code: 'NetStream.Publish.Rejected', description: expect.stringContaining(words) });
    expect(await knock('another', wanted.sessionId)).toEqual(refused('leads_back'));
    expect(await knock('another')).toEqual(taken);
    expect(await knock('another')).toEqual(taken); // its connection broke, and nobody here has noticed
    expect(await knock('yet another')).toEqual(refused('already streaming'));
    expect(await knock()).toEqual(taken);
    expect(await knock('another')).toEqual(refused('already streaming'));
  });

  it('says when encoders with one key push each other out', async () => {
    await stage.node('n1');
    const wanted = claimFor([await stage.destination()]);
    const { port } = await stage.claim('n1', wanted);
    await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live', publisher: { rivals: false } });
    for (let n = 0; n < RIVAL_TAKEOVERS; n++) await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live', publisher: { rivals: true } });
  });

  it('says before the encoder comes which target will not work, and publishes nothing to find out', async () => {
    await stage.node('n1');
    const [open, gone] = [await stage.destination(), await Destination.start()];
    await gone.close();
    const wanted = claimFor([open, gone]);
    await stage.claim('n1', wanted);
    await stage.reaches('n1', wanted, {
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
    const [open, gone] = [await stage.destination(), await Destination.start()];
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
    const { url } = await stage.destination();
    const [found] = await stage.ask(nodeBus.probe, 'n1', { targets: [{ targetId: randomUUID(), url }] });
    expect(found?.code).toBe('address_forbidden');
  });

  it('refuses a wrong key, somebody else, and a key that ran out', async () => {
    await stage.node('n1');
    const wanted = claimFor();
    const { handle, keys } = wanted.identity;
    keys.push({ hash: hashOf('old'), expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const { port } = await stage.claim('n1', wanted);
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
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const { port } = await stage.claim('n1', wanted);
    const first = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live' });
    await stage.stream(port, wanted);
    await first.connection.whenClosed();
    const before = target.messages.length;
    await eventually(() => expect(target.messages.length).toBeGreaterThan(before + 10));
    expect(await stage.status('n1', wanted.sessionId)).toMatchObject({ state: 'live' });
    expect(target.connected).toBe(1);
  });

  it('applies edits without touching the other targets', async () => {
    await stage.node('n1');
    const [one, two] = [await stage.destination(), await stage.destination()];
    const wanted = claimFor([one, two]);
    const [first, second] = wanted.targets;
    if (!first || !second) throw new Error('two targets');
    const { port } = await stage.claim('n1', { ...wanted, targets: [first] });
    await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { targets: [{ state: 'live' }] });
    const { sessionId, epoch, options } = wanted;
    const keys = [{ hash: hashOf('new key'), expiresAt: null }];
    const edit = async (settingRevision: number, targets: RelayTarget[]): Promise<SessionStatus> => {
      const sealedKeys = await stage.seal('n1', targets);
      const change = { sessionId, epoch, options, keys, settingRevision, targets, sealedKeys };
      return stage.ask(nodeBus.update, 'n1', change);
    };
    expect(await edit(2, [first, second])).toMatchObject({ settingRevision: 2 });
    await stage.reaches('n1', wanted, { targets: [{ state: 'live' }, { state: 'live' }] });
    await edit(1, []);
    expect((await stage.status('n1', sessionId)).targets).toHaveLength(2);
    expect(one.keys).toHaveLength(1);
    await eventually(async () => {
      expect((await stage.route(wanted.identity.handle))?.keys).toEqual(keys);
    });
  });

  it('keeps the last word of a session that ended by itself until it is released', async () => {
    await stage.node('n1', asRange(await freePorts(1))); // nobody else's when it is given back
    const wanted = claimFor([], { options: { graceSeconds: 0, holdPolicy: 'end', autoLive: false } });
    const { port } = await stage.claim('n1', wanted);
    const encoder = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live' });
    encoder.stop();
    await stage.reaches('n1', wanted, { state: 'ended', endReason: 'encoder_gone' });
    await eventually(async () => expect(await isOpen(port)).toBe(false));
    expect(await stage.release('n1', wanted)).toMatchObject({ state: 'ended' });
    expect((await stage.news('n1')).claims).toEqual([]);
  });

  it('takes an encoder back that stayed connected while it was stopped', async () => {
    await stage.node('n1');
    const wanted = claimFor([await stage.destination()]);
    const { port } = await stage.claim('n1', wanted);
    const { connection } = await stage.stream(port, wanted);
    await stage.reaches('n1', wanted, { state: 'live', targets: [{ state: 'live' }] });
    connection.command('deleteStream', 4, null, 1);
    await stage.reaches('n1', wanted, { state: 'interrupted', publisher: { connected: false } });
    connection.command('createStream', 5, null);
    connection.commandOn(2, 'publish', 6, null, `key of ${wanted.identity.handle}`, 'live');
    const back = { state: 'live', publisher: { connected: true }, targets: [{ state: 'live', reconnects: 0 }] };
    await stage.reaches('n1', wanted, back);
  });
});
