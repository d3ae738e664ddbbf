import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { rm } from 'node:fs/promises';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { NodeMediaServer } from './rig/node-media-server.js';
import { expectSamePackets, readPackets, sharedPackets } from './rig/packets.js';
import { isOpen } from './rig/ports.js';
import { eventually } from '@mid-station/service/testing';
import { makeWorkDir } from './rig/work-dir.js';

const FEED_SECONDS = 8;
/** A target may begin one keyframe late: 30 pictures, and the sound of one second. */
const ONE_SECOND = { video: 30, audio: 50 };

describe('two streamers at once through one edge port, three targets each', () => {
  let installation: TestInstallation;
  let nginx: NginxRtmp;
  let otherNginx: NginxRtmp;
  let nodeMediaServer: NodeMediaServer;
  let folder: string;

  beforeAll(async () => {
    folder = await makeWorkDir('feeds');
    [installation, nginx, otherNginx, nodeMediaServer] = await Promise.all([
      TestInstallation.start(),
      startNginxRtmp(),
      startNginxRtmp(),
      NodeMediaServer.start(),
    ]);
  }, 120_000);

  afterAll(async () => {
    await installation?.stop();
    await Promise.all([nginx?.stop(), otherNginx?.stop(), nodeMediaServer?.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  /** Where a streamer's three targets record. */
  const recordings = async (handle: string): Promise<string[]> => {
    const ofNginx = async (server: NginxRtmp) =>
      (await server.recordings()).filter((file) => file.includes(`${handle}-key`));
    return [
      ...(await ofNginx(nginx)),
      ...(await ofNginx(otherNginx)),
      ...(await nodeMediaServer.recordings(`${handle}-key`)),
    ];
  };

  it('gives every target its own streamer’s packets, unchanged, and no other', async () => {
    const streamers = await Promise.all(['ada', 'bob'].map((handle) => installation.streamer(handle)));
    const feeds = await Promise.all(streamers.map((_, index) => makeFeed(folder, index, FEED_SECONDS)));
    for (const streamer of streamers) {
      const key = `${streamer.handle}-key`;
      await streamer.useSetting([
        { url: `rtmp://127.0.0.1:${nginx.port}/live`, key },
        { url: `rtmp://127.0.0.1:${otherNginx.port}/live`, key },
        { url: nodeMediaServer.url, key },
      ]);
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
        const files = await recordings(handle);
        expect(files).toHaveLength(3);
        for (const file of files) await expectSamePackets(file, sent[index]!, ONE_SECOND);
      });
    }
  }, 90_000);

  it('frees the port, closes the targets and disconnects the encoder on Go Offline', async () => {
    const streamer = await installation.streamer('cleo');
    const feed = await makeFeed(folder, 2, 4);
    await streamer.useSetting([{ url: nodeMediaServer.url, key: 'cleo-key' }]);
    const { node } = await streamer.goLive();
    expect(await isOpen(node!.port)).toBe(true);
    const encoder = await streamer.publish(feed, { loop: true });
    await streamer.sees(({ targets }) => expect(targets[0]?.state).toBe('live'));
    const ended = await streamer.goOffline();
    expect(ended).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
    await encoder.ended;
    expect(await isOpen(node!.port)).toBe(false);
    expect(await streamer.api.call('live', {})).toBeNull();
  }, 60_000);
});
