import { liveBus, nodeBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { Stage } from '../testing/stage.js';

describe('sessions of which what is written and what is held differ', () => {
  const stage = Stage.forEach();

  it('are claimed again by a node that says it does not hold them', async () => {
    const { node, user, session } = await stage.hosted();
    node.forget(session.id);
    await stage.sees(user.userId, { epoch: 2, node: { id: 'n1' } });
    expect(node.held.get(session.id)?.claim.epoch).toBe(2);
  });

  it('go to another node where there is one: who lost them was started anew just now', async () => {
    const { node, user, session } = await stage.hosted();
    const other = await stage.node('n2');
    node.forget(session.id);
    await stage.sees(user.userId, { epoch: 2, node: { id: 'n2' } });
    expect(other.held.get(session.id)?.claim.epoch).toBe(2);
  });

  it('tell once that they look for a node, however often all refuse', async () => {
    const { node, user, session } = await stage.hosted();
    const nodes = [node, await stage.node('n2')];
    for (const each of nodes) each.claimBehaviour = 'refuse';
    node.forget(session.id);
    await eventually(async () => {
      const [row] = await stage.query<{ asked: number }>('SELECT claim_epoch - epoch AS asked FROM live_session');
      expect(row?.asked).toBeGreaterThan(1);
    });
    for (const each of nodes) each.claimBehaviour = 'take';
    await stage.sees(user.userId, { state: 'waiting', node: { id: expect.any(String) } });
    const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
    const since = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'target');
    expect(since.slice(since.indexOf('node_lost'))).toEqual(['node_lost', 'claiming', 'moved']);
  });

  it('are as they were when the only node was thought lost and comes back with them, though nothing changed on it', async () => {
    const { node, user, session } = await stage.hosted();
    node.goLive(session.id);
    await stage.sees(user.userId, { state: 'live' });
    await node.die();
    await stage.sees(user.userId, { state: 'interrupted', node: null });
    await node.start();
    await stage.sees(user.userId, { state: 'live', epoch: 1, node: { id: 'n1' } });
  });

  it('are released where no session wants them', async () => {
    const { node, user, session } = await stage.hosted();
    const claim = node.held.get(session.id)?.claim;
    if (!claim) throw new Error('not held');
    const stray = { ...claim, sessionId: randomUUID() };
    await stage.bus.request(nodeBus.claim, stray, { nodeId: 'n1' });
    await eventually(() => expect([...node.held.keys()]).toEqual([session.id]));
    expect(node.releases).toEqual(['orphan']);
    await stage.sees(user.userId, { state: 'waiting' });
  });

  it('go on when their orchestrator was killed before it sent the claim', async () => {
    const { node, user, session } = await stage.hosted();
    await asBeforeTheClaim(session.id);
    node.held.clear();
    await stage.sees(user.userId, { state: 'waiting', epoch: 2, node: { id: 'n1' } });
  });

  it('keep the node that took them when their orchestrator was killed before it heard so', async () => {
    const { node, user, session } = await stage.hosted();
    await asBeforeTheClaim(session.id);
    await stage.sees(user.userId, { state: 'waiting', epoch: 1, node: { id: 'n1' } });
    expect(node.held.size).toBe(1);
  });

  it('are ended to the end when their orchestrator was killed on the way', async () => {
    const { node, user, session } = await stage.hosted();
    await stage.query(
      `UPDATE live_session SET version = version + 1, state = 'ending', end_reason = 'stopped_by_user', state_since = now() - interval '7 s'`,
    );
    await eventually(async () => expect(await stage.current(user.userId)).toBeNull());
    expect(node.held.has(session.id)).toBe(false);
  });

  async function asBeforeTheClaim(id: string): Promise<void> {
    const sql = `UPDATE live_session SET version = version + 1, state = 'starting', node_id = NULL, node_host = NULL, node_port = NULL,
      claim_confirmed_at = NULL, claim_started_at = now() - interval '2.5 s' WHERE id = $1`;
    await stage.query(sql, [id]);
  }
});
