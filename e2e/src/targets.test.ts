import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { freePort } from './rig/ports.js';
import { makeWorkDir } from './rig/work-dir.js';

describe('a target that does not take the stream', () => {
  let installation: TestInstallation;
  let wellNginx: NginxRtmp;
  let strictNginx: NginxRtmp;
  let hook: Server;
  let folder: string;

  beforeAll(async () => {
    folder = await makeWorkDir('feeds');
    hook = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const onPublish = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    [installation, wellNginx, strictNginx] = await Promise.all([
      TestInstallation.start({ ingestNodes: 1 }),
      startNginxRtmp(),
      startNginxRtmp({ onPublish }),
    ]);
  }, 120_000);

  afterAll(async () => {
    await installation?.stop();
    await Promise.all([wellNginx?.stop(), strictNginx?.stop()]);
    hook?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('is told apart as refusing or away, is tried again, and leaves the others streaming', async () => {
    const ada = await installation.streamer('ada');
    const deadPort = await freePort();
    const [well, , dead] = await ada.useSetting([
      { url: `rtmp://127.0.0.1:${wellNginx.port}/live`, key: 'ada' },
      { url: `rtmp://127.0.0.1:${strictNginx.port}/live`, key: 'ada' },
      { url: `rtmp://127.0.0.1:${deadPort}/live`, key: 'ada' },
    ]);
    await ada.goLive();
    await ada.publish(await makeFeed(folder, 0, 5), { loop: true });
    await ada.sees(({ targets }) => {
      expect(targets.map(({ state }) => state)).toEqual(['live', 'refused', 'retrying']);
      expect(targets[1]?.lastError).toMatchObject({ message: expect.any(String), hint: expect.any(String) });
      expect(targets[2]?.attempt).toBeGreaterThan(1);
      expect(targets[2]?.nextRetryAt).not.toBeNull();
    });
    const lateNginx = await startNginxRtmp();
    try {
      const url = `rtmp://127.0.0.1:${lateNginx.port}/live`;
      await ada.api.call('updateTarget', { params: { id: dead!.id }, body: { url } });
      await ada.sees(({ targets }) => {
        expect(targets.map(({ state }) => state)).toEqual(['live', 'refused', 'live']);
        expect(targets[0]).toMatchObject({ targetId: well!.id, reconnects: 0, framesDropped: 0 });
      });
    } finally {
      await lateNginx.stop();
    }
  }, 60_000);
});
