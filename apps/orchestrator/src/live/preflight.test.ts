import { liveBus, targetProblems, type TargetCheck } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { Stage } from '../testing/stage.js';

describe('before going live, the service', () => {
  const stage = Stage.forEach();
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
    expect(await stage.current(userId)).toBeNull();
  });

  it('has nothing to try without an active setting or a node', async () => {
    await stage.orchestrator();
    const user = stage.neighbours.add();
    await expect(check(user.userId)).rejects.toMatchObject({ code: 'no_capacity' });
    user.isActive = false;
    await expect(check(user.userId)).rejects.toMatchObject({ code: 'no_active_setting' });
  });
});
