import { liveBus, nodeBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { aPublisher } from '@mid-station/contracts/testing';
import { SESSIONS_PER_HOUR, WAITING_HOURS_MAX } from './limits.js';
import { AbandonedSessions } from './live/abandoned-sessions.js';
import { Ender } from './live/ender.js';
import { Stage } from './testing/stage.js';

describe('live sessions', () => {
  const stage = Stage.forEach();

  describe('going live', () => {
    it('claims a node and waits for the encoder', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const { session, created } = await stage.start(userId);
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
      await stage.start(userId);
      await stage.stop(userId);
      await eventually(() => expect(states).toEqual(['starting', 'waiting', 'ending', 'ended']));
    });

    it('makes one session of many clicks at once, on two copies', async () => {
      await Promise.all([stage.orchestrator(), stage.orchestrator()]);
      const nodes = await Promise.all([stage.node('n1'), stage.node('n2')]);
      const { userId } = stage.neighbours.add();
      const answers = await Promise.all(Array.from({ length: 8 }, () => stage.start(userId)));
      expect(new Set(answers.map(({ session }) => session.id)).size).toBe(1);
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(answers.every(({ session }) => session.state === 'waiting')).toBe(true);
      expect(nodes.reduce((sum, node) => sum + node.held.size, 0)).toBe(1);
    });

    it('is refused to whoever begins session after session, and nobody else notices', async () => {
      await stage.orchestrator({ MIDSTATION_RATE_LIMIT_FACTOR: 2 / SESSIONS_PER_HOUR });
      await stage.node('n1');
      const { userId } = stage.neighbours.add();
      for (let each = 0; each < 2; each++) {
        await stage.start(userId);
        await stage.stop(userId);
      }
      await expect(stage.start(userId)).rejects.toMatchObject({
        code: 'quota_exceeded',
        detail: expect.stringContaining('at most 2 times'),
      });
      await stage.start(stage.neighbours.add().userId);
      await stage.query(`UPDATE live_session SET created_at = created_at - interval '1 hour'`);
      expect((await stage.start(userId)).created).toBe(true);
    });

    it('ends by itself when no encoder comes for a day, and not a moment after one came', async () => {
      const orchestrator = await stage.orchestrator();
      const node = await stage.node('n1');
      const [forgotten, streaming, young] = [await stage.goLive(), await stage.goLive(), await stage.goLive()];
      node.goLive(streaming.session.id);
      await stage.sees(streaming.user.userId, { state: 'live' });
      await stage.query(
        'UPDATE live_session SET state_since = state_since - make_interval(hours => $1) WHERE id <> $2',
        [WAITING_HOURS_MAX, young.session.id],
      );
      await orchestrator.get(AbandonedSessions).sweep();
      const all = await stage.query('SELECT id, state, end_reason FROM live_session');
      expect(Object.fromEntries(all.map(({ id, ...rest }) => [id, Object.values(rest)]))).toEqual({
        [forgotten.session.id]: ['ended', 'no_encoder'],
        [streaming.session.id]: ['live', null],
        [young.session.id]: ['waiting', null],
      });
      expect([...node.held.keys()].sort()).toEqual([streaming.session.id, young.session.id].sort());
      await orchestrator.get(Ender).end(streaming.session.id, 'no_encoder', 'waiting');
      await stage.sees(streaming.user.userId, { state: 'live' });
    });

    it('spreads sessions over the nodes', async () => {
      await stage.orchestrator();
      const nodes = await Promise.all([stage.node('n1'), stage.node('n2'), stage.node('n3')]);
      // One after the other: who chooses at the same moment does not know of the others, and three random choices may agree.
      for (let each = 0; each < 18; each++) await stage.start(stage.neighbours.add().userId);
      for (const node of nodes) expect(node.held.size).toBeGreaterThanOrEqual(2);
    });

    it('tries the next node when one refuses and one does not answer, with a new epoch each time', async () => {
      await stage.orchestrator();
      await stage.node('n1', { claimBehaviour: 'refuse' });
      await stage.node('n2', { claimBehaviour: 'ignore' });
      const good = await stage.node('n3');
      const sessions = await Promise.all([1, 2, 3, 4].map(() => stage.start(stage.neighbours.add().userId)));
      for (const { session } of sessions) {
        expect(session.node?.id).toBe('n3');
        expect(good.held.get(session.id)?.claim.epoch).toBe(session.epoch);
      }
    });

    it('gives a late claim back', async () => {
      await stage.orchestrator();
      const late = await stage.node('n1', { claimBehaviour: 'take_silently' });
      const { userId } = stage.neighbours.add();
      await expect(stage.start(userId)).rejects.toMatchObject({ code: 'unavailable' });
      await eventually(() => expect(late.held.size).toBe(0));
      expect(await stage.current(userId)).toBeNull();
    });

    it('says that no node is free, and leaves nothing behind', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1', { capacity: 1 });
      await stage.start(stage.neighbours.add().userId);
      const { userId } = stage.neighbours.add();
      const busy = { code: 'no_capacity', message: expect.stringContaining('are busy') as string };
      await expect(stage.start(userId)).rejects.toMatchObject(busy);
      expect(await stage.current(userId)).toBeNull();
      const [row] = await stage.query('SELECT state, end_reason FROM live_session WHERE user_id = $1', [userId]);
      expect(row).toEqual({ state: 'failed', end_reason: 'no_capacity' });
      expect(node.held.size).toBe(1);
    });

    it('says that there is no node, where none takes sessions', async () => {
      await stage.orchestrator();
      const none = { code: 'no_capacity', message: expect.stringContaining('There is no ingest node') as string };
      await expect(stage.start(stage.neighbours.add().userId)).rejects.toMatchObject(none);
      Object.assign(await stage.node('n1'), { draining: true }).announce();
      await eventually(() => expect(stage.start(stage.neighbours.add().userId)).rejects.toMatchObject(none));
    });

    it('needs an active setting with a target switched on', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add();
      user.isActive = false;
      await expect(stage.start(user.userId)).rejects.toMatchObject({ code: 'no_active_setting' });
      user.isActive = true;
      user.plan.targets.forEach((target) => (target.enabled = false));
      await expect(stage.start(user.userId)).rejects.toMatchObject({ code: 'no_target_enabled' });
      expect(await stage.query('SELECT id FROM live_session')).toEqual([]);
    });

    it('gives a new session a higher epoch than any earlier one of the user', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId } = stage.neighbours.add();
      const first = await stage.start(userId);
      await stage.stop(userId);
      const second = await stage.start(userId);
      expect(second.session.id).not.toBe(first.session.id);
      expect(second.session.epoch).toBe(first.session.epoch + 1);
    });
  });

  describe('going offline', () => {
    it('lets the node go and answers the ended session', async () => {
      const { node, user } = await stage.hosted();
      expect(await stage.stop(user.userId)).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
      expect(node.held.size).toBe(0);
      expect(node.releases).toEqual(['stopped']);
      expect(await stage.stop(user.userId)).toBeNull();
    });

    it('ends a session whose node is gone', async () => {
      const { node, user } = await stage.hosted();
      await node.die();
      expect(await stage.stop(user.userId)).toMatchObject({ state: 'ended' });
    });

    it('works while the session is being started', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1', { claimBehaviour: 'take_silently' });
      const { userId } = stage.neighbours.add();
      const starting = stage.start(userId).catch(() => null);
      await eventually(() => expect(node.held.size).toBe(1));
      expect(await stage.stop(userId)).toMatchObject({ state: 'ended' });
      await starting;
      await eventually(() => expect(node.held.size).toBe(0));
      expect(await stage.current(userId)).toBeNull();
    });
  });

  describe('what the node reports', () => {
    it('is followed through live, interrupted and back, and written down', async () => {
      const { node, user, session } = await stage.hosted();
      node.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
      node.report(session.id, { state: 'interrupted', graceEndsAt: new Date(Date.now() + 90_000).toISOString() });
      await stage.sees(user.userId, { state: 'interrupted' });
      expect((await stage.current(user.userId))?.graceEndsAt).not.toBeNull();
      node.goLive(session.id);
      await stage.sees(user.userId, { state: 'live', graceEndsAt: null });
      const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
      const states = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'target');
      expect(states).toEqual(['starting', 'waiting', 'live', 'interrupted', 'live']);
    });

    it('says why the encoder was sent away, once', async () => {
      const { node, user, session } = await stage.hosted();
      node.goLive(session.id);
      const refusal = { code: 'bitrate_limit', limitKbps: 60_000 } as const;
      const publisher = aPublisher({ connected: false, refusal });
      node.report(session.id, { state: 'interrupted', publisher });
      node.report(session.id, { state: 'interrupted', publisher: { ...publisher, bitrateKbps: 0 } });
      await stage.sees(user.userId, { state: 'interrupted', publisher: { refusal } });
      node.report(session.id, { state: 'live', publisher: aPublisher() });
      await stage.sees(user.userId, { state: 'live', publisher: { refusal: null } });
      const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
      const refusals = timeline.filter(({ kind }) => kind === 'encoder_refused').map(({ data }) => data);
      expect(refusals).toEqual([refusal]);
    });

    it('is not taken from a node that does not host the session', async () => {
      const { node, user, session } = await stage.hosted();
      const { status } = node.find(session.id);
      const forged = { ...status, nodeId: 'n2', state: 'ended', endReason: 'encoder_gone', revision: 1_000 } as const;
      stage.bus.publish(nodeBus.report, forged, { nodeId: 'n2' });
      await stage.bus.settle();
      node.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
    });

    it('is asked for when it was missed', async () => {
      const { node, user, session } = await stage.hosted();
      node.goLive(session.id, false);
      await stage.sees(user.userId, { state: 'live' });
    });

    it('ends the session when the node ended it, and the node may forget it', async () => {
      const { node, user, session } = await stage.hosted();
      node.goLive(session.id);
      node.end(session.id, 'encoder_gone');
      await eventually(async () => expect(await stage.current(user.userId)).toBeNull());
      const { session: ended } = await stage.bus.request(liveBus.session, {
        userId: user.userId,
        sessionId: session.id,
      });
      expect(ended).toMatchObject({ state: 'ended', endReason: 'encoder_gone' });
      await eventually(() => expect(node.held.size).toBe(0));
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
      await stage.start(userId);
      expect(await retry()).toBeNull();
      await expect(retry(userId)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('say whether a setting is live', async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const { userId, plan } = stage.neighbours.add();
      const isLive = (): Promise<{ live: boolean }> => stage.bus.request(liveBus.isLive, { settingId: plan.settingId });
      expect(await isLive()).toEqual({ live: false });
      await stage.start(userId);
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
