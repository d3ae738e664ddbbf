import {
  liveBus,
  nodeBus,
  targetProblems,
  type Session,
  type SessionReport,
  type TargetCheck,
} from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aPublisher } from './testing/fake-node.js';
import { hashOf } from './testing/fake-neighbours.js';
import { Stage } from './testing/stage.js';

jest.setTimeout(60_000);

describe('live sessions', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.build();
  });
  beforeEach(() => stage.begin());
  afterEach(() => stage.end());
  afterAll(() => stage.strike());

  const start = (userId: string): Promise<{ session: Session; created: boolean }> =>
    stage.bus.request(liveBus.start, { userId });
  const stop = (userId: string): Promise<Session | null> => stage.bus.request(liveBus.stop, { userId });
  const current = (userId: string): Promise<Session | null> => stage.bus.request(liveBus.current, { userId });
  const sees = (userId: string, expected: Partial<Session>): Promise<void> =>
    eventually(async () => expect(await current(userId)).toMatchObject(expected));

  describe('before going live', () => {
    const check = (userId: string): Promise<TargetCheck[]> => stage.bus.request(liveBus.preflight, { userId });

    it('has a node try the targets that are on, without their keys, and says what is in the way', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const { targetId, url } = plan.targets[0]!;
      await eventually(async () => expect(await check(userId)).toEqual([{ targetId, error: null }]));
      expect(node.probes).toEqual([{ targetId, url }]);
      node.probeResult = 'tls_untrusted';
      expect(await check(userId)).toEqual([
        { targetId, error: { code: 'tls_untrusted', ...targetProblems.tls_untrusted } },
      ]);
      expect(await current(userId)).toBeNull();
    });

    it('has nothing to try without an active setting or a node', async () => {
      await stage.orchestrator();
      const user = stage.neighbours.add();
      await expect(check(user.userId)).rejects.toMatchObject({ code: 'no_capacity' });
      user.isActive = false;
      await expect(check(user.userId)).rejects.toMatchObject({ code: 'no_active_setting' });
    });
  });

  describe('going live', () => {
    it('claims a node and waits for the encoder', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const { session, created } = await start(userId);
      expect(created).toBe(true);
      expect(session).toMatchObject({ state: 'waiting', settingId: plan.settingId, epoch: 1 });
      expect(session.node).toEqual({ id: 'n1', host: '127.0.0.1', port: 20_000 });
      expect(session.targets.map(({ name, state }) => [name, state])).toEqual([
        ['One', 'waiting'],
        ['Two', 'off'],
      ]);
      expect(node.held.get(session.id)?.claim).toMatchObject({ epoch: 1, moved: false });
    });

    it('tells the pages of each change', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const states: string[] = [];
      stage.bus.hear(liveBus.sessionChanged, ({ state }) => void states.push(state), { address: { userId } });
      await stage.bus.settle();
      await start(userId);
      await stop(userId);
      await eventually(() => expect(states).toEqual(['starting', 'waiting', 'ending', 'ended']));
    });

    it('makes one session of many clicks at once, on two copies', async () => {
      await Promise.all([stage.orchestrator(), stage.orchestrator()]);
      const nodes = await Promise.all([stage.node('n1'), stage.node('n2')]);
      const { userId } = stage.neighbours.add();
      const answers = await Promise.all(Array.from({ length: 8 }, () => start(userId)));
      expect(new Set(answers.map(({ session }) => session.id)).size).toBe(1);
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(answers.every(({ session }) => session.state === 'waiting')).toBe(true);
      expect(nodes.reduce((sum, node) => sum + node.held.size, 0)).toBe(1);
    });

    it('spreads sessions over the nodes', async () => {
      await stage.orchestrator();
      const nodes = await Promise.all([stage.node('n1'), stage.node('n2'), stage.node('n3')]);
      await Promise.all(Array.from({ length: 12 }, () => start(stage.neighbours.add().userId)));
      for (const node of nodes) expect(node.held.size).toBeGreaterThanOrEqual(2);
    });

    it('tries the next node when one refuses and one does not answer, with a new epoch each time', async () => {
      await stage.orchestrator();
      await stage.node('n1', { claimBehaviour: 'refuse' });
      await stage.node('n2', { claimBehaviour: 'ignore' });
      const good = await stage.node('n3');
      const { userId } = stage.neighbours.add();
      const sessions = await Promise.all([userId, ...[1, 2, 3].map(() => stage.neighbours.add().userId)].map(start));
      for (const { session } of sessions) {
        expect(session.node?.id).toBe('n3');
        expect(good.held.get(session.id)?.claim.epoch).toBe(session.epoch);
      }
    });

    it('gives a late claim back', async () => {
      await stage.orchestrator();
      const late = await stage.node('n1', { claimBehaviour: 'take_silently' });
      const { userId } = stage.neighbours.add();
      await expect(start(userId)).rejects.toMatchObject({ code: 'unavailable' });
      await eventually(() => expect(late.held.size).toBe(0));
      expect(await current(userId)).toBeNull();
    });

    it('says that no node is free, and leaves nothing behind', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1', { capacity: 1 });
      await start(stage.neighbours.add().userId);
      const { userId } = stage.neighbours.add();
      await expect(start(userId)).rejects.toMatchObject({ code: 'no_capacity' });
      expect(await current(userId)).toBeNull();
      const [row] = await stage.query('SELECT state, end_reason FROM live_session WHERE user_id = $1', [userId]);
      expect(row).toEqual({ state: 'failed', end_reason: 'no_capacity' });
      expect(node.held.size).toBe(1);
    });

    it('needs an active setting with a target switched on', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add();
      user.isActive = false;
      await expect(start(user.userId)).rejects.toMatchObject({ code: 'no_active_setting' });
      user.isActive = true;
      user.plan.targets.forEach((target) => (target.enabled = false));
      await expect(start(user.userId)).rejects.toMatchObject({ code: 'no_target_enabled' });
      expect(await stage.query('SELECT id FROM live_session')).toEqual([]);
    });

    it('gives a new session a higher epoch than any earlier one of the user', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const first = await start(userId);
      await stop(userId);
      const second = await start(userId);
      expect(second.session.id).not.toBe(first.session.id);
      expect(second.session.epoch).toBe(first.session.epoch + 1);
    });
  });

  describe('going offline', () => {
    it('lets the node go and answers the ended session', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      await start(userId);
      expect(await stop(userId)).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
      expect(node.held.size).toBe(0);
      expect(node.releases).toEqual(['stopped']);
      expect(await stop(userId)).toBeNull();
    });

    it('ends a session whose node is gone', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      await start(userId);
      await node.die();
      expect(await stop(userId)).toMatchObject({ state: 'ended' });
    });

    it('works while the session is being started', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1', { claimBehaviour: 'take_silently' });
      const { userId } = stage.neighbours.add();
      const starting = start(userId).catch(() => null);
      await eventually(() => expect(node.held.size).toBe(1));
      expect(await stop(userId)).toMatchObject({ state: 'ended' });
      await starting;
      await eventually(() => expect(node.held.size).toBe(0));
      expect(await current(userId)).toBeNull();
    });
  });

  describe('what the node reports', () => {
    it('is followed through live, interrupted and back, and written down', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const { session } = await start(userId);
      node.goLive(session.id);
      await sees(userId, { state: 'live' });
      node.report(session.id, { state: 'interrupted', graceEndsAt: new Date(Date.now() + 90_000).toISOString() });
      await sees(userId, { state: 'interrupted' });
      expect((await current(userId))?.graceEndsAt).not.toBeNull();
      node.goLive(session.id);
      await sees(userId, { state: 'live', graceEndsAt: null });
      const { timeline } = await stage.bus.request(liveBus.session, { userId, sessionId: session.id });
      const states = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'target');
      expect(states).toEqual(['starting', 'waiting', 'live', 'interrupted', 'live']);
    });

    it('is not taken from a node that does not host the session', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const { session } = await start(userId);
      const { status } = node.find(session.id);
      const forged = { ...status, nodeId: 'n2', state: 'ended', endReason: 'encoder_gone', revision: 1_000 } as const;
      stage.bus.publish(nodeBus.report, forged, { nodeId: 'n2' });
      await stage.bus.settle();
      node.goLive(session.id);
      await sees(userId, { state: 'live' });
    });

    it('is asked for when it was missed', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const { session } = await start(userId);
      node.goLive(session.id, false);
      await sees(userId, { state: 'live' });
    });

    it('ends the session when the node ended it, and the node may forget it', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const { session } = await start(userId);
      node.goLive(session.id);
      node.end(session.id, 'encoder_gone');
      await eventually(async () => expect(await current(userId)).toBeNull());
      const { session: ended } = await stage.bus.request(liveBus.session, { userId, sessionId: session.id });
      expect(ended).toMatchObject({ state: 'ended', endReason: 'encoder_gone' });
      await eventually(() => expect(node.held.size).toBe(0));
    });
  });

  describe('at the door', () => {
    const knock = (handle: string, key: string): Promise<{ decision: string; description?: string }> =>
      stage.bus.request(liveBus.knock, { handle, keyHash: hashOf(key) });

    it('refuses a wrong key and an unknown handle alike', async () => {
      await stage.orchestrator();
      stage.neighbours.add('ada');
      const wrong = await knock('ada', 'not it');
      expect(wrong.decision).toBe('refuse');
      expect(await knock('nobody', 'key of ada')).toEqual(wrong);
    });

    it('asks to press Go Live, and holds while a session is unfinished', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId } = stage.neighbours.add('ada');
      expect(await knock('ada', 'key of ada')).toMatchObject({
        decision: 'refuse',
        description: expect.stringContaining('Go Live') as string,
      });
      await start(userId);
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
    });

    it('takes a key that was made a moment ago, and not one that ran out', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add('ada');
      await start(user.userId);
      await knock('ada', 'new key');
      user.identity.keys = [
        { hash: hashOf('new key'), expiresAt: null },
        { hash: hashOf('key of ada'), expiresAt: new Date(Date.now() - 1).toISOString() },
      ];
      await eventually(async () => expect(await knock('ada', 'new key')).toEqual({ decision: 'hold' }));
      expect((await knock('ada', 'key of ada')).decision).toBe('refuse');
    });

    it('goes live by itself where the setting says so', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add('ada');
      user.plan.options.autoLive = true;
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
      await sees(user.userId, { state: 'waiting' });
    });

    it('writes into the audit log that an encoder began a session, and from where, once', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add('ada');
      user.plan.options.autoLive = true;
      const question = { handle: 'ada', keyHash: hashOf('key of ada'), remote: '203.0.113.7' };
      await Promise.all([stage.bus.request(liveBus.knock, question), stage.bus.request(liveBus.knock, question)]);
      await sees(user.userId, { state: 'waiting' });
      await eventually(() => expect(stage.neighbours.audited).toHaveLength(1));
      await stage.bus.request(liveBus.knock, question);
      expect(stage.neighbours.audited).toEqual([
        expect.objectContaining({
          userId: user.userId,
          kind: 'went_live',
          subject: 'Evening show',
          origin: { remote: '203.0.113.7', userAgent: null },
        }),
      ]);
    });

    it('starts nothing for an encoder whose session has ended', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add('ada');
      user.plan.options.autoLive = true;
      const question = { handle: 'ada', keyHash: hashOf('key of ada'), sessionId: randomUUID() };
      expect(await stage.bus.request(liveBus.knock, question)).toMatchObject({
        decision: 'refuse',
        reason: 'not_ready',
      });
    });
  });

  describe('what is left of a session', () => {
    it("is in the list, newest first, and only in its owner's", async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const first = await start(userId);
      await stop(userId);
      const second = await start(userId);
      const list = await stage.bus.request(liveBus.sessions, { userId });
      expect(list.map(({ id, state }) => [id, state])).toEqual([
        [second.session.id, 'waiting'],
        [first.session.id, 'ended'],
      ]);
      const stranger = stage.neighbours.add().userId;
      expect(await stage.bus.request(liveBus.sessions, { userId: stranger })).toEqual([]);
      const sessionId = first.session.id;
      await expect(stage.bus.request(liveBus.session, { userId: stranger, sessionId })).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('holds what comes in against what the platforms of its targets take', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      plan.targets[0]!.platform = 'twitch';
      const { session } = await start(userId);
      node.goLive(session.id);
      await sees(userId, { state: 'live', advice: [] });
      const sample = (keyframeIntervalMs: number): void => {
        const publisher = { ...aPublisher(), keyframeIntervalMs };
        const samples = [{ sessionId: session.id, publisher }];
        stage.bus.publish(nodeBus.samples, { nodeId: 'n1', at: new Date().toISOString(), samples }, { nodeId: 'n1' });
      };
      const told: number[] = [];
      stage.bus.hear(liveBus.sessionChanged, ({ advice }) => void told.push(advice.length), { address: { userId } });
      await stage.bus.settle();
      sample(10_000);
      const message = 'One asks for a keyframe every 2 s; yours come every 10 s. In OBS, set Keyframe Interval to 2.';
      await eventually(() => expect(told).toEqual([1]));
      const targetId = plan.targets[0]!.targetId;
      await sees(userId, {
        advice: [{ targetId, code: 'keyframe_interval', values: { now: 10, limit: 2 }, message }],
      });
    });

    it('is a report of its targets and of the bitrate that came in', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const { session } = await start(userId);
      node.goLive(session.id);
      await sees(userId, { state: 'live' });
      for (let second = 0; second < 3; second++) {
        const at = new Date(Date.now() + second * 1_000).toISOString();
        const samples = [{ sessionId: session.id, publisher: { ...aPublisher(), bitrateKbps: 5_000 + second } }];
        stage.bus.publish(nodeBus.samples, { nodeId: 'n1', at, samples }, { nodeId: 'n1' });
      }
      const report = (): Promise<SessionReport> =>
        stage.bus.request(liveBus.session, { userId, sessionId: session.id });
      await eventually(async () =>
        expect((await report()).bitrate.map(({ kbps }) => kbps)).toEqual([5_000, 5_001, 5_002]),
      );
      await stop(userId);
      const { targets, durationSeconds, timeline } = await report();
      expect(targets.map(({ name, gaps }) => [name, gaps])).toEqual([
        ['One', []],
        ['Two', []],
      ]);
      expect(durationSeconds).toBeGreaterThan(0);
      expect(timeline.at(-1)?.kind).toBe('ended');
      expect(JSON.stringify(timeline)).not.toContain('secret-key');
    });
  });

  describe('targets and nodes', () => {
    it('are tried again on request', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const [target] = plan.targets;
      const retry = (targetId = target?.targetId ?? ''): Promise<null> =>
        stage.bus.request(liveBus.retryTarget, { userId, targetId });
      await expect(retry()).rejects.toMatchObject({ code: 'not_live' });
      await start(userId);
      expect(await retry()).toBeNull();
      await expect(retry(userId)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('say whether a setting is live', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const isLive = (): Promise<{ live: boolean }> => stage.bus.request(liveBus.isLive, { settingId: plan.settingId });
      expect(await isLive()).toEqual({ live: false });
      await start(userId);
      expect(await isLive()).toEqual({ live: true });
    });

    it('are listed, and a node that is not there cannot be drained', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      await eventually(async () => {
        const nodes = await stage.bus.request(liveBus.nodes, {});
        expect(nodes).toMatchObject([{ id: 'n1', state: 'ready', capacity: 10, sessions: 0 }]);
      });
      const drain = stage.bus.request(liveBus.drainNode, { nodeId: 'other' });
      await expect(drain).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
