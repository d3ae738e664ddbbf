import { authBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { Stage } from '../testing/stage.js';
import { CLAIM_PAUSES_MS } from './plan-sync.js';

describe('sessions that are edited', () => {
  const stage = Stage.forEach();

  it('tell their node at once, not at its next look', async () => {
    const { node, user } = await stage.hosted();
    stage.neighbours.tellsRevisions = false;
    stage.edit(user);
    await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
    await stage.sees(user.userId, { targets: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] });
  });

  it('notice an edit whose notice was lost', async () => {
    const { node, user } = await stage.hosted();
    stage.edit(user, false);
    await eventually(() => expect(node.updates).toMatchObject([{ settingRevision: 2 }]));
  });

  it('learn rotated keys', async () => {
    const { node, user } = await stage.hosted();
    stage.bus.publish(authBus.ingestChanged, { userId: user.userId }, { userId: user.userId });
    await eventually(() => expect(node.updates).toHaveLength(1));
  });

  it('learn rotated keys that could not be brought at once', async () => {
    const { node, user } = await stage.hosted();
    node.isDeafToUpdates = true;
    stage.bus.publish(authBus.ingestChanged, { userId: user.userId }, { userId: user.userId });
    await eventually(() => expect(node.updatesIgnored).toBeGreaterThan(CLAIM_PAUSES_MS.length));
    node.isDeafToUpdates = false;
    await eventually(() => expect(node.updates).toHaveLength(1));
  });
});
