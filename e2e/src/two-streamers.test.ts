import { startNginxRtmp, startNodeMediaServer, type NginxRtmp, type NodeMediaServer } from '@mid-station/rtmp/testing';
import { eventually } from '@mid-station/service/testing';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { Owner } from './rig/owner.js';
import { type Streamer } from './rig/streamer.js';
import { expectSamePackets, readPackets, sharedPackets } from './rig/packets.js';
import { isOpen } from './rig/ports.js';
import { WorkDir } from './rig/work-dir.js';

const FEED_SECONDS = 8;
/** A target may begin one keyframe late: 30 pictures, and the sound of one second. */
const ONE_SECOND = { video: 30, audio: 50 };

describe('two streamers at once through one edge port, three targets each', () => {
  const owner = new Owner();
  let folder: WorkDir;
  let installation: TestInstallation;
  let destinations: (NginxRtmp | NodeMediaServer)[];

  beforeAll(async () => {
    folder = await owner.own(WorkDir.make('feeds'));
    [installation, ...destinations] = await Promise.all([
      owner.own(TestInstallation.start()),
      owner.own(startNginxRtmp()),
      owner.own(startNginxRtmp()),
      owner.own(startNodeMediaServer()),
    ]);
  }, 120_000);

  afterAll(() => owner.stop());

  const targets = (key: string) => destinations.map(({ port }) => ({ url: `rtmp://127.0.0.1:${port}/live`, key }));
  const recordings = async (key: string): Promise<string[]> => {
    const files = await Promise.all(destinations.map((destination) => destination.recordings()));
    return files.flat().filter((file) => file.includes(key));
  };

  it('gives every target its own streamer’s packets, unchanged, and no other', async () => {
    const streamers = await Promise.all(['ada', 'bob'].map((handle) => installation.streamer(handle)));
    const feeds = await Promise.all(streamers.map((_, index) => makeFeed(folder.path, index, FEED_SECONDS)));
    for (const streamer of streamers) {
      await streamer.useSetting(targets(`key-of-${streamer.handle}`));
      expect(await streamer.goLive()).toMatchObject({ state: 'waiting', epoch: 1 });
    }
    const encoders = await Promise.all(streamers.map((streamer, index) => streamer.publish(feeds[index]!)));
    for (const streamer of streamers) {
      await streamer.sees(({ state, targets }) => {
        expect(state).toBe('live');
        expect(targets.map((target) => target.state)).toEqual(['live', 'live', 'live']);
      });
    }
    for (const encoder of encoders) expect(await encoder.ended).toEqual({ code: 0, signal: null });
    for (const streamer of streamers) {
      await eventually(async () => expect(await streamer.api.call('live', {})).toBeNull());
    }
    const sent = await Promise.all(feeds.map(readPackets));
    expect(sharedPackets(sent[0]!, sent[1]!)).toBe(0);
    for (const [index, { handle }] of streamers.entries()) {
      await eventually(async () => {
        const files = await recordings(`key-of-${handle}`);
        expect(files).toHaveLength(3);
        for (const file of files) await expectSamePackets(file, sent[index]!, ONE_SECOND);
      });
    }
  }, 90_000);

  it('frees the port, closes the targets and disconnects the encoder on Go Offline', async () => {
    const streamer = await installation.streamer('cleo');
    const feed = await makeFeed(folder.path, 2, 4);
    await streamer.useSetting(targets('key-of-cleo'));
    const { node } = await streamer.goLive();
    expect(await isOpen(node!.port)).toBe(true);
    const encoder = await streamer.publish(feed, { loop: true });
    await streamer.sees(({ targets }) => expect(targets[0]?.state).toBe('live'));
    const ended = await streamer.goOffline();
    expect(ended).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
    await encoder.ended;
    expect(await isOpen(node!.port)).toBe(false);
    expect(await streamer.api.call('live', {})).toBeNull();
  });

  it('lets no stream feed itself through a target of its own, or in a circle', async () => {
    const [dora, emil] = await Promise.all(['dora', 'emil'].map((handle) => installation.streamer(handle)));
    const addressOf = async (streamer: Streamer): Promise<{ url: string; key: string }> => {
      const { servers, streamKey } = await streamer.api.call('ingest', {});
      return { url: servers.rtmp, key: streamKey };
    };
    const [elsewhere] = targets('key-of-dora');
    await dora!.useSetting([elsewhere!, await addressOf(dora!), await addressOf(emil!)]);
    await emil!.useSetting([await addressOf(dora!)]);
    for (const streamer of [dora!, emil!]) await streamer.goLive();
    const encoder = await dora!.publish(await makeFeed(folder.path, 2, 4), { loop: true });
    const refused = { state: 'refused', lastError: { code: 'leads_back' } };
    await dora!.sees((session) =>
      expect(session.targets).toMatchObject([{ state: 'live' }, refused, { state: 'live' }]),
    );
    await emil!.sees((session) => expect(session).toMatchObject({ state: 'live', targets: [refused] }));
    await dora!.sees(({ publisher }) => expect(publisher).toMatchObject({ connected: true, refusal: null }));
    expect(encoder.hasEnded).toBe(false);
    for (const streamer of [dora!, emil!]) await streamer.goOffline();
  }, 60_000);
});
