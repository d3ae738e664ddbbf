import { authBus, liveBus, nodeBus, settingsBus, type Session } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { type FakeUser } from './testing/fake-neighbours.js';
import { aPublicKey, type FakeNode } from './testing/fake-node.js';
import { FIRST_NEWS_MS, NODE_LOST_MS } from './limits.js';
import { Stage } from './testing/stage.js';

describe('sessions that survive', () => {
  const stage = Stage.forEach();

  const goLive = async (user = stage.neighbours.add()): Promise<{ user: FakeUser; session: Session }> => {
    const { session } = await stage.start(user.userId);
    return { user, session };
  };
  const current = ({ userId }: FakeUser): Promise<Session | null> => stage.current(userId);
  const sees = ({ userId }: FakeUser, expected: object): Promise<void> => stage.sees(userId, expected);
  const holders = (sessionId: string, nodes: FakeNode[]): FakeNode[] => nodes.filter(({ held }) => held.has(sessionId));
  const edit = (user: FakeUser, isTold = true): void => {
    user.plan.revision += 1;
    user.plan.targets.push({ ...user.plan.targets[0]!, targetId: randomUUID(), name: 'Three' });
    const { userId, settingId, revision } = user.plan;
    if (isTold) stage.bus.publish(settingsBus.changed, { userId, settingId, revision }, { userId });
  };
  const suspect = (nodeId: string, { id: sessionId, epoch }: Session): boolean =>
    stage.bus.publish(liveBus.nodeSuspected, { nodeId, sessionId, epoch }, { nodeId });
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  describe('when a node is lost', () => {
    it('moves them at once when an edge gives the hint and nobody answers to its name', async () => {
      await stage.orchestrator();
      const first = await stage.node('n1');
      const { user, session } = await goLive();
      first.goLive(session.id);
      await sees(user, { state: 'live' });
      const second = await stage.node('n2');
      await pause(FIRST_NEWS_MS); // until then a missing node may just not have come back to the bus
      await first.die();
      const diedAt = performance.now();
      suspect('n1', session);
      await eventually(() => expect(second.held.get(session.id)?.claim).toMatchObject({ epoch: 2, moved: true }));
      expect(performance.now() - diedAt).toBeLessThan(500);
      await sees(user, { state: 'interrupted', epoch: 2, node: { id: 'n2' } });
      second.goLive(session.id);
      await sees(user, { state: 'live' });
    });

    it('moves them without any hint', async () => {
      await stage.orchestrator();
      const first = await stage.node('n1');
      const { user } = await goLive();
      await stage.node('n2');
      await pause(FIRST_NEWS_MS);
      await first.die();
      await sees(user, { state: 'waiting', epoch: 2, node: { id: 'n2' } });
    });

    it('shows that there is no node, and gives them the next one that comes', async () => {
      await stage.orchestrator();
      const first = await stage.node('n1');
      const { user, session } = await goLive();
      first.goLive(session.id);
      await sees(user, { state: 'live' });
      await first.die();
      await sees(user, { state: 'interrupted', node: null });
      await stage.node('n2');
      await sees(user, { state: 'interrupted', node: { id: 'n2' } });
    });

    it('leaves each with one node when two copies move twenty', async () => {
      await Promise.all([stage.orchestrator(), stage.orchestrator()]);
      const first = await stage.node('n1', { capacity: 50 });
      const sessions = await Promise.all(Array.from({ length: 20 }, () => goLive()));
      const others = await Promise.all([stage.node('n2', { capacity: 50 }), stage.node('n3', { capacity: 50 })]);
      await pause(FIRST_NEWS_MS);
      await first.die();
      for (const { user, session } of sessions) {
        await eventually(async () => expect((await current(user))?.node?.id).toMatch(/n[23]/));
        await eventually(() => expect(holders(session.id, others)).toHaveLength(1));
        const now = await current(user);
        expect(holders(session.id, others)[0]?.held.get(session.id)?.claim.epoch).toBe(now?.epoch);
        expect(holders(session.id, others)[0]?.nodeId).toBe(now?.node?.id);
      }
    });

    it('does not take the silence of an outage of the bus for the loss of a node', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      await stage.node('n2');
      const { user, session } = await goLive();
      const owner = holders(session.id, [node])[0]?.nodeId ?? 'n2';
      await stage.nats.pause();
      await pause(NODE_LOST_MS + FIRST_NEWS_MS);
      await stage.nats.resume();
      const backAt = Date.now();
      await eventually(async () => {
        const nodes = await stage.bus.request(liveBus.nodes, {});
        expect(nodes.filter(({ lastSeenAt }) => Date.parse(lastSeenAt) > backAt)).toHaveLength(2);
      });
      await sees(user, { epoch: 1, node: { id: owner } });
    });
  });

  it('leave a draining node one by one, and it keeps them until then', async () => {
    await stage.orchestrator();
    const first = await stage.node('n1', { capacity: 50 });
    const sessions = await Promise.all(Array.from({ length: 5 }, () => goLive()));
    const second = await stage.node('n2', { capacity: 50 });
    first.draining = true;
    first.announce();
    for (const { user } of sessions) await sees(user, { epoch: 2, node: { id: 'n2' } });
    expect(second.held.size).toBe(5);
    expect(first.releases).toEqual([]);
    expect(first.held.size).toBe(5); // the lease takes them away from it, not the orchestrator
  });

  it('stay live while their encoder comes over from a draining node', async () => {
    await stage.orchestrator();
    const first = await stage.node('n1');
    const { user, session } = await goLive();
    first.goLive(session.id);
    await sees(user, { state: 'live' });
    const second = await stage.node('n2');
    first.draining = true;
    await sees(user, { state: 'live', epoch: 2, node: { id: 'n2' }, targets: [{ state: 'live' }, { state: 'off' }] });
    const asked = second.statusQuestions;
    await eventually(() => expect(second.statusQuestions).toBeGreaterThan(asked)); // by reconciliation
    await sees(user, { state: 'live', epoch: 2 });
    second.goLive(session.id);
    await sees(user, { state: 'live', targets: [{ state: 'live' }, { state: 'off' }] });
    const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
    expect(timeline.map(({ kind }) => kind)).not.toContain('interrupted');
  });

  it('stay on a draining node when there is no other', async () => {
    await stage.orchestrator();
    const node = await stage.node('n1');
    const { user } = await goLive();
    node.draining = true;
    await pause(1_000);
    await sees(user, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
  });

  describe('when what is written and what is held differ', () => {
    it('are claimed again by a node that says it does not hold them', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      node.forget(session.id);
      await sees(user, { epoch: 2, node: { id: 'n1' } });
      expect(node.held.get(session.id)?.claim.epoch).toBe(2);
    });

    it('are released where no session wants them', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      const claim = node.held.get(session.id)?.claim;
      if (!claim) throw new Error('not held');
      const stray = { ...claim, sessionId: randomUUID() };
      await stage.bus.request(nodeBus.claim, stray, { nodeId: 'n1' });
      await eventually(() => expect([...node.held.keys()]).toEqual([session.id]));
      expect(node.releases).toEqual(['orphan']);
      await sees(user, { state: 'waiting' });
    });

    it('go on when their orchestrator was killed before it sent the claim', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      await asBeforeTheClaim(session.id);
      node.held.clear();
      await sees(user, { state: 'waiting', epoch: 2, node: { id: 'n1' } });
    });

    it('keep the node that took them when their orchestrator was killed before it heard so', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      await asBeforeTheClaim(session.id);
      await sees(user, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
      expect(node.held.size).toBe(1);
    });

    it('are ended to the end when their orchestrator was killed on the way', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      await stage.query(
        `UPDATE live_session SET state = 'ending', end_reason = 'stopped_by_user', state_since = now() - interval '7 s'`,
      );
      await eventually(async () => expect(await current(user)).toBeNull());
      expect(node.held.has(session.id)).toBe(false);
    });

    async function asBeforeTheClaim(id: string): Promise<void> {
      const sql = `UPDATE live_session SET state = 'starting', node_id = NULL, node_host = NULL, node_port = NULL,
        claim_confirmed_at = NULL, claim_started_at = now() - interval '2.5 s' WHERE id = $1`;
      await stage.query(sql, [id]);
    }
  });

  describe('when a node has another key than before', () => {
    it('are claimed anew with keys for its new run', async () => {
      await stage.orchestrator();
      const first = await stage.node('n1');
      const { user, session } = await goLive();
      await first.die();
      const second = await stage.node('n1');
      // It takes only what is sealed for this run of it.
      await eventually(() => expect(second.held.get(session.id)?.claim.epoch).toBeGreaterThan(1));
      await sees(user, { state: 'waiting', node: { id: 'n1' } });
    });

    it('get nothing sealed for a name that somebody else claims, and what was due afterwards', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user } = await goLive();
      const impostor = { ...(await stage.bus.request(nodeBus.ping, {}, { nodeId: 'n1' })), publicKey: aPublicKey() };
      const claimName = (): boolean => stage.bus.publish(nodeBus.announcement, impostor, { nodeId: 'n1' });
      const claiming = setInterval(claimName, 200);
      try {
        await eventually(() => expect(goLive()).rejects.toMatchObject({ code: 'no_capacity' }));
        edit(user);
        await pause(1_000); // longer than any edit takes
        expect(node.updates).toEqual([]);
      } finally {
        clearInterval(claiming);
      }
      await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
      await sees(user, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
    });

    it('try the next node when one announces a key that nothing can be sealed for', async () => {
      await stage.orchestrator();
      const broken = await stage.node('n1');
      stage.neighbours.unsealable.add(broken.publicKey);
      const waiting = stage.neighbours.add();
      await expect(goLive(waiting)).rejects.toMatchObject({ code: 'unavailable' });
      const sound = await stage.node('n2');
      const sessions = await Promise.all(Array.from({ length: 8 }, () => goLive()));
      expect(sound.held.size).toBe(sessions.length);
    });
  });

  describe('when they are edited', () => {
    it('tell their node within a second', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user } = await goLive();
      const editedAt = performance.now();
      edit(user);
      await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
      expect(performance.now() - editedAt).toBeLessThan(1_000);
      await sees(user, { targets: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] });
    });

    it('notice an edit whose notice was lost', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user } = await goLive();
      edit(user, false);
      await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
    });

    it('learn rotated keys', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user } = await goLive();
      stage.bus.publish(authBus.ingestChanged, { userId: user.userId }, { userId: user.userId });
      await eventually(() => expect(node.updates).toHaveLength(1));
    });
  });

  describe('when the database is away', () => {
    it('are neither started nor stopped by halves, and what happened meanwhile is learned', async () => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      const { user, session } = await goLive();
      await stage.postgres.server.pause();
      const { userId } = user;
      await expect(stage.bus.request(liveBus.stop, { userId })).rejects.toMatchObject({ code: 'unavailable' });
      const other = stage.neighbours.add();
      await expect(goLive(other)).rejects.toMatchObject({ code: 'unavailable' });
      node.goLive(session.id);
      await stage.postgres.server.resume();
      await sees(user, { state: 'live', epoch: 1 });
      expect(node.held.size).toBe(1);
      expect(await stage.bus.request(liveBus.stop, { userId })).toMatchObject({ state: 'ended' });
    });
  });

  it('end with their account, and nothing of them is kept', async () => {
    await stage.orchestrator();
    const node = await stage.node('n1');
    const { user, session } = await goLive();
    stage.bus.publish(authBus.userDeleted, { userId: user.userId });
    await eventually(async () => expect(await stage.query('SELECT id FROM live_session')).toEqual([]));
    expect(await stage.query('SELECT id FROM session_event')).toEqual([]);
    expect(node.held.has(session.id)).toBe(false);
  });
});
