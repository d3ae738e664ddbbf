import { authBus, liveBus, nodeBus, type Session } from '@mid-station/contracts';
import { aPublisher } from '@mid-station/contracts/testing';
import { DeletedUsers } from '@mid-station/service';
import { eventually } from '@mid-station/service/testing';
import { type FakeUser } from './testing/fake-neighbours.js';
import { aPublicKey, type FakeNode } from './testing/fake-node.js';
import { FIRST_NEWS_MS, NODE_LOST_MS } from './limits.js';
import { Stage } from './testing/stage.js';

describe('sessions that survive', () => {
  const stage = Stage.forEach();

  const holders = (sessionId: string, nodes: FakeNode[]): FakeNode[] => nodes.filter(({ held }) => held.has(sessionId));
  const suspect = (nodeId: string, { id: sessionId, epoch }: Session): boolean =>
    stage.bus.publish(liveBus.nodeSuspected, { nodeId, sessionId, epoch }, { nodeId });
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  describe('when a node is lost', () => {
    it('moves them at once when an edge gives the hint and nobody answers to its name', async () => {
      const { node: first, user, session } = await stage.hosted();
      first.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
      const second = await stage.node('n2');
      await pause(FIRST_NEWS_MS); // until then a missing node may just not have come back to the bus
      await first.stopAnswering();
      await eventually(() => {
        suspect('n1', session); // as an edge does with each attempt: a hint counts for nothing just after a standstill
        expect(second.held.get(session.id)?.claim).toMatchObject({ epoch: 2, moved: true });
      });
      await stage.sees(user.userId, { state: 'interrupted', epoch: 2, node: { id: 'n2' } });
      second.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
    });

    it('moves them without any hint', async () => {
      const { node: first, user } = await stage.hosted();
      await stage.node('n2');
      await pause(FIRST_NEWS_MS);
      await first.die();
      await stage.sees(user.userId, { state: 'waiting', epoch: 2, node: { id: 'n2' } });
    });

    it('shows that there is no node, and gives them the next one that comes', async () => {
      const { node: first, user, session } = await stage.hosted();
      first.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
      await first.die();
      await stage.sees(user.userId, { state: 'interrupted', node: null });
      await stage.node('n2');
      await stage.sees(user.userId, { state: 'interrupted', node: { id: 'n2' } });
    });

    it('leaves each with one node when two copies move twenty', async () => {
      await Promise.all([stage.orchestrator(), stage.orchestrator()]);
      const first = await stage.node('n1', { capacity: 50 });
      const sessions = await Promise.all(Array.from({ length: 20 }, () => stage.goLive()));
      const others = await Promise.all([stage.node('n2', { capacity: 50 }), stage.node('n3', { capacity: 50 })]);
      await pause(FIRST_NEWS_MS);
      await first.die();
      for (const { user, session } of sessions) {
        await eventually(async () => expect((await stage.current(user.userId))?.node?.id).toMatch(/n[23]/));
        await eventually(() => expect(holders(session.id, others)).toHaveLength(1));
        const now = await stage.current(user.userId);
        expect(holders(session.id, others)[0]?.held.get(session.id)?.claim.epoch).toBe(now?.epoch);
        expect(holders(session.id, others)[0]?.nodeId).toBe(now?.node?.id);
      }
    });

    it.each([
      ['is away', () => stage.nats.pause(), () => stage.nats.resume()],
      ['stands still', async () => stage.nats.freeze(), async () => stage.nats.thaw()],
    ])('does not take the silence for the loss of a node while the bus %s', async (_, stop, goOn) => {
      await stage.orchestrator();
      const node = await stage.node('n1');
      await stage.node('n2');
      const { user, session } = await stage.goLive();
      const owner = holders(session.id, [node])[0]?.nodeId ?? 'n2';
      await stop();
      await pause(NODE_LOST_MS + FIRST_NEWS_MS);
      await goOn();
      const backAt = Date.now();
      await eventually(async () => {
        const nodes = await stage.bus.request(liveBus.nodes, {});
        expect(nodes.filter(({ lastSeenAt }) => Date.parse(lastSeenAt) > backAt)).toHaveLength(2);
      });
      await stage.sees(user.userId, { epoch: 1, node: { id: owner } });
      const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
      expect(timeline.map(({ kind }) => kind)).not.toContain('node_lost');
    });
  });

  it('leave a draining node one by one, and it keeps them until then', async () => {
    await stage.orchestrator();
    const first = await stage.node('n1', { capacity: 50 });
    const sessions = await Promise.all(Array.from({ length: 5 }, () => stage.goLive()));
    const second = await stage.node('n2', { capacity: 50 });
    first.draining = true;
    first.announce();
    for (const { user } of sessions) await stage.sees(user.userId, { epoch: 2, node: { id: 'n2' } });
    expect(second.held.size).toBe(5);
    expect(first.releases).toEqual([]);
    expect(first.held.size).toBe(5); // the lease takes them away from it, not the orchestrator
  });

  it('stay live while their encoder comes over from a draining node', async () => {
    const { node: first, user, session } = await stage.hosted();
    first.goLive(session.id);
    await stage.sees(user.userId, { state: 'live' });
    const second = await stage.node('n2');
    first.draining = true;
    await stage.sees(user.userId, {
      state: 'live',
      epoch: 2,
      node: { id: 'n2' },
      targets: [{ state: 'live' }, { state: 'off' }],
    });
    const asked = second.statusQuestions;
    await eventually(() => expect(second.statusQuestions).toBeGreaterThan(asked)); // by reconciliation
    await stage.sees(user.userId, { state: 'live', epoch: 2 });
    // The edge has dialled it, and goes on with the node before until the next keyframe.
    second.report(session.id, { publisher: aPublisher({ bytesReceived: 0 }) });
    const askedAgain = second.statusQuestions;
    await eventually(() => expect(second.statusQuestions).toBeGreaterThan(askedAgain));
    await stage.sees(user.userId, { state: 'live', epoch: 2, targets: [{ state: 'live' }, { state: 'off' }] });
    second.goLive(session.id);
    await stage.sees(user.userId, { state: 'live', targets: [{ state: 'live' }, { state: 'off' }] });
    const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
    expect(timeline.map(({ kind }) => kind)).not.toContain('interrupted');
  });

  describe('count over all of their nodes', () => {
    const inTotal = async (user: FakeUser): Promise<number> =>
      (await stage.current(user.userId))!.targets[0]!.bytesSent;
    const said = async ({ userId }: FakeUser, { id: sessionId }: Session): Promise<unknown> =>
      (await stage.bus.request(liveBus.session, { userId, sessionId })).targets[0];
    const live = async () => {
      const { node: first, user, session } = await stage.hosted();
      first.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
      first.count(session.id, { bytesSent: 900, framesDropped: 3, reconnects: 2 });
      // Heard by the orchestrator, not asked for.
      await eventually(async () => expect(await said(user, session)).toMatchObject({ bytesSent: 900 }));
      return { first, user, session, second: await stage.node('n2') };
    };

    it('what a node said last before it died, though no state changed since', async () => {
      const { first, second, user, session } = await live();
      await pause(FIRST_NEWS_MS);
      await first.die();
      const seen: number[] = [];
      await eventually(async () => {
        seen.push(await inTotal(user));
        expect(second.held.get(session.id)).toBeDefined();
      });
      await stage.sees(user.userId, { state: 'interrupted', epoch: 2, targets: [{ bytesSent: 900 }, {}] });
      second.goLive(session.id);
      await stage.sees(user.userId, { state: 'live' });
      second.count(session.id, { bytesSent: 50, framesDropped: 1, reconnects: 0 });
      // It lost its platform's connection with the node, which is one reconnect more.
      const whole = { bytesSent: 950, framesDropped: 4, reconnects: 3 };
      await stage.sees(user.userId, { targets: [whole, {}] });
      await eventually(async () => expect(await said(user, session)).toMatchObject(whole));
      expect(Math.min(...seen)).toBe(900);
      expect(await stage.stop(user.userId)).toMatchObject({ state: 'ended', targets: [whole, {}] });
      expect(await said(user, session)).toMatchObject(whole);
    });

    it('what a draining node sends until the encoder has come over', async () => {
      const { first, second, user, session } = await live();
      first.draining = true;
      await stage.sees(user.userId, { state: 'live', epoch: 2, targets: [{ bytesSent: 900 }, {}] });
      first.count(session.id, { bytesSent: 1_000, framesDropped: 3, reconnects: 2 });
      await stage.sees(user.userId, { state: 'live', epoch: 2, targets: [{ bytesSent: 1_000 }, {}] });
      second.goLive(session.id);
      second.count(session.id, { bytesSent: 10, framesDropped: 0, reconnects: 0 });
      await stage.sees(user.userId, { targets: [{ bytesSent: 1_010, framesDropped: 3, reconnects: 3 }, {}] });
    });
  });

  it('stay on a draining node when there is no other', async () => {
    const { node, user } = await stage.hosted();
    node.draining = true;
    await pause(1_000);
    await stage.sees(user.userId, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
  });

  describe('when a node has another key than before', () => {
    it('are claimed anew with keys for its new run', async () => {
      const { node: first, user, session } = await stage.hosted();
      await first.die();
      const second = await stage.node('n1');
      // It takes only what is sealed for this run of it.
      await eventually(() => expect(second.held.get(session.id)?.claim.epoch).toBeGreaterThan(1));
      await stage.sees(user.userId, { state: 'waiting', node: { id: 'n1' } });
    });

    it('get nothing sealed for a name that somebody else claims, and what was due afterwards', async () => {
      const { node, user } = await stage.hosted();
      const impostor = { ...(await stage.bus.request(nodeBus.ping, {}, { nodeId: 'n1' })), publicKey: aPublicKey() };
      const claimName = (): boolean => stage.bus.publish(nodeBus.announcement, impostor, { nodeId: 'n1' });
      const claiming = setInterval(claimName, 200);
      try {
        await eventually(() => expect(stage.goLive()).rejects.toMatchObject({ code: 'no_capacity' }));
        stage.edit(user);
        await pause(1_000); // longer than any edit takes
        expect(node.updates).toEqual([]);
      } finally {
        clearInterval(claiming);
      }
      await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
      await stage.sees(user.userId, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
    });

    it('try the next node when one announces a key that nothing can be sealed for', async () => {
      await stage.orchestrator();
      const broken = await stage.node('n1');
      stage.neighbours.unsealable.add(broken.publicKey);
      const waiting = stage.neighbours.add();
      await expect(stage.goLive(waiting)).rejects.toMatchObject({ code: 'unavailable' });
      const sound = await stage.node('n2');
      const sessions = await Promise.all(Array.from({ length: 8 }, () => stage.goLive()));
      expect(sound.held.size).toBe(sessions.length);
    });
  });

  describe('when the database is away', () => {
    it('are neither started nor stopped by halves, and what happened meanwhile is learned', async () => {
      const { node, user, session } = await stage.hosted();
      await stage.postgres.server.pause();
      const { userId } = user;
      await expect(stage.bus.request(liveBus.stop, { userId })).rejects.toMatchObject({ code: 'unavailable' });
      const other = stage.neighbours.add();
      await expect(stage.goLive(other)).rejects.toMatchObject({ code: 'unavailable' });
      node.goLive(session.id);
      await stage.postgres.server.resume();
      await stage.sees(user.userId, { state: 'live', epoch: 1 });
      expect(node.held.size).toBe(1);
      expect(await stage.bus.request(liveBus.stop, { userId })).toMatchObject({ state: 'ended' });
    });
  });

  it('end with their account, and nothing of them is kept', async () => {
    const { node, user, session } = await stage.hosted();
    stage.bus.publish(authBus.userDeleted, { userId: user.userId });
    await eventually(async () => expect(await stage.query('SELECT id FROM live_session')).toEqual([]));
    expect(await stage.query('SELECT id FROM session_event')).toEqual([]);
    expect(node.held.has(session.id)).toBe(false);
  });

  it('end with their account though nobody heard of its end, and those of others go on', async () => {
    const orchestrator = await stage.orchestrator();
    const node = await stage.node('n1');
    const [gone, here] = [await stage.goLive(), await stage.goLive()];
    stage.neighbours.users.delete(gone.user.userId);
    await orchestrator.get(DeletedUsers).sweep();
    expect(await stage.query('SELECT id FROM live_session')).toEqual([{ id: here.session.id }]);
    expect([...node.held.keys()]).toEqual([here.session.id]);
  });
});
