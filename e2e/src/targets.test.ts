import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { freePort } from '@mid-station/service/testing';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { Owner } from './rig/owner.js';
import { WorkDir } from './rig/work-dir.js';

describe('a target that does not take the stream', () => {
  let installation: TestInstallation;
  let wellNginx: NginxRtmp;
  let strictNginx: NginxRtmp;
  let hook: Server;
  const owner = new Owner();
  let folder: WorkDir;

  beforeAll(async () => {
    folder = await owner.own(WorkDir.make('feeds'));
    hook = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const onPublish = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    [installation, wellNginx, strictNginx] = await Promise.all([
      owner.own(TestInstallation.start({ ingestNodes: 1 })),
      owner.own(startNginxRtmp()),
      owner.own(startNginxRtmp({ onPublish })),
    ]);
  }, 120_000);

  afterAll(async () => {
    await owner.stop();
    hook.close();
  });

  it('is told apart as refusing or away, is tried again, and leaves the others streaming', async () => {
    const ada = await installation.streamer('ada');
    const deadPort = await freePort();
    const [well, , dead] = await ada.useSetting([
      { url: `rtmp://127.0.0.1:${wellNginx.port}/live`, key: 'ada' },
      { url: `rtmp://127.0.0.1:${strictNginx.port}/live`, key: 'ada' },
      { url: `rtmp://127.0.0.1:${deadPort}/live`, key: 'ada' },
    ]);
    await ada.goLive();
    await ada.publish(await makeFeed(folder.path, 0, 5), { loop: true });
    await ada.sees(({ targets }) => {
      expect(targets.map(({ state }) => state)).toEqual(['live', 'refused', 'retrying']);
      expect(targets[1]?.lastError).toMatchObject({ message: expect.any(String), hint: expect.any(String) });
      expect(targets[2]?.attempt).toBeGreaterThan(1);
      expect(targets[2]?.nextRetryAt).not.toBeNull();
    });
    const lateNginx = await startNginxRtmp();
    try {
      const url = `rtmp://127.0.0.1:${lateNginx.port}/live`;
      await ada.api.call('updateTarget', { params: { id: dead!.id }, body: { url, key: 'ada' } });
      await ada.sees(({ targets }) => {
        expect(targets.map(({ state }) => state)).toEqual(['live', 'refused', 'live']);
        expect(targets[0]).toMatchObject({ targetId: well!.id, reconnects: 0, framesDropped: 0 });
      });
    } finally {
      await lateNginx.stop();
    }
  });
});
