import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { Encoder } from './rig/encoder.js';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import type { Streamer } from './rig/streamer.js';
import { Owner } from './rig/owner.js';
import { WorkDir } from './rig/work-dir.js';

describe('publishing', () => {
  let installation: TestInstallation;
  let nginx: NginxRtmp;
  const owner = new Owner();
  let folder: WorkDir;
  let feed: string;
  let ada: Streamer;

  beforeAll(async () => {
    folder = await owner.own(WorkDir.make('feeds'));
    [installation, nginx, feed] = await Promise.all([
      owner.own(TestInstallation.start({ ingestNodes: 1 })),
      owner.own(startNginxRtmp()),
      makeFeed(folder.path, 0, 5),
    ]);
    ada = await installation.streamer('ada');
    await ada.useSetting([{ url: `rtmp://127.0.0.1:${nginx.port}/live`, key: 'ada' }]);
  }, 120_000);

  afterEach(async () => {
    await ada.stopEncoders();
    await ada.goOffline();
  });

  afterAll(() => owner.stop());

  /** Publishes and expects to be turned away; answers what the encoder was told. */
  const refused = async (url: string): Promise<string> => {
    const encoder = new Encoder(feed, url);
    expect((await encoder.ended).code).not.toBe(0);
    return encoder.output;
  };

  it('is refused when the streamer is not live, with a hint to press Go Live', async () => {
    expect(await refused(await ada.publishUrl())).toMatch(/Go Live/);
  });

  it('is refused alike for a wrong key and for an unknown handle', async () => {
    await ada.goLive();
    const url = await ada.publishUrl();
    const wrongKey = await refused(`${url}x`);
    const unknownHandle = await refused(url.replace('/ada/', '/nobody/'));
    expect(await ada.session()).toMatchObject({ state: 'waiting', publisher: null });
    const said = (output: string) => /Server error: (.*)/.exec(output)?.[1];
    expect(said(wrongKey)).toBeDefined();
    expect(said(wrongKey)).toBe(said(unknownHandle));
    expect(wrongKey).not.toMatch(/Go Live/);
  });

  it('is taken over by a second encoder with the same key, without losing the target', async () => {
    await ada.goLive();
    const first = await ada.publish(feed, { loop: true });
    const before = await ada.sees(({ state, targets }) => {
      expect(state).toBe('live');
      expect(targets[0]?.state).toBe('live');
    });
    const second = await ada.publish(feed, { loop: true });
    await first.ended;
    await ada.sees(({ state, publisher, targets }) => {
      expect(state).toBe('live');
      expect(publisher?.connected).toBe(true);
      expect(publisher?.since).not.toBe(before.publisher?.since);
      expect(targets[0]).toMatchObject({ state: 'live', reconnects: 0, since: before.targets[0]?.since });
    });
    expect(second.hasEnded).toBe(false);
  });
});
