import { eventually } from '@mid-station/service/testing';
import { TestInstallation } from './rig/installation.js';
import type { Streamer } from './rig/streamer.js';

describe('two ingest nodes with room for one session each', () => {
  let installation: TestInstallation;
  beforeAll(async () => {
    installation = await TestInstallation.start({ ingestNodes: 2, capacity: 1 });
  }, 120_000);
  afterAll(() => installation?.stop());

  const goLive = async (streamer: Streamer) => {
    await streamer.useSetting([{ url: 'rtmp://127.0.0.1:19350/live', key: 'key' }]);
    return streamer.goLive();
  };

  it('hosts two streamers on different nodes and refuses a third, leaving nothing claimed', async () => {
    const ada = await installation.streamer('ada'); // the first account is the operator
    const [bob, cleo] = await Promise.all([installation.streamer('bob'), installation.streamer('cleo')]);
    const nodes = [(await goLive(ada)).node?.id, (await goLive(bob)).node?.id];
    expect(nodes.sort()).toEqual(['ingest-1', 'ingest-2']);
    await expect(goLive(cleo)).rejects.toMatchObject({ status: 503, problem: { code: 'no_capacity' } });
    expect(await cleo.api.call('live', {})).toBeNull();
    const [failed] = await cleo.api.call('listSessions', {});
    expect(failed).toMatchObject({ state: 'failed', endReason: 'no_capacity' });
    const sessions = (await ada.api.call('nodes', {})).map((node) => node.sessions);
    expect(sessions).toEqual([1, 1]);
  });

  it('hosts the refused streamer, and more, once two nodes are added', async () => {
    const joined = [await installation.addIngestNode(), await installation.addIngestNode()];
    const ada = await installation.signIn('ada');
    await eventually(async () => {
      const nodes = await ada.api.call('nodes', {});
      expect(nodes.filter(({ state }) => state === 'ready')).toHaveLength(4);
    });
    const cleo = await installation.signIn('cleo');
    const dora = await installation.streamer('dora');
    const nodes = [(await cleo.goLive()).node?.id, (await goLive(dora)).node?.id];
    expect(nodes.sort()).toEqual(joined.sort());
  });
});
