import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { ffmpeg, type NginxRtmp, readFlv, startNginxRtmp, writeFlv } from '@mid-station/rtmp/testing';
import { eventually } from '@mid-station/service/testing';
import { readFile } from 'node:fs/promises';
import { Owner } from '../rig/owner.js';
import { type Streamer } from '../rig/streamer.js';
import { Feed } from './feed.js';
import { longestGap, tell } from './figures.js';
import { type Stage } from './stage.js';

/** Longest time without a packet of one track that a recording may have, in milliseconds of its own clock. */
const HOLE_MS_MAX = 1_500;
/** How long a lost encoder is waited for by a setting that was made with no options at all: what the documentation says. */
const DEFAULT_GRACE_MS = 90_000;
/** How long the encoder stays away each time, in milliseconds of freeze frames that destinations have seen. */
const AWAY_MS = 3_000;

export function encoderLoss(stage: Stage): void {
  describe('a lost encoder', () => {
    const owner = new Owner();
    let nginx: NginxRtmp;
    let otherFeed: Feed;

    beforeAll(async () => {
      nginx = await owner.own(startNginxRtmp());
      const shape = { size: '854x480', sampleRate: 44_100, channels: 1 };
      otherFeed = await Feed.make(`${stage.folder.path}/other.flv`, shape);
    }, 120_000);

    afterAll(async () => {
      await owner.stop();
    });

    /** One account with two destinations that know arrival times, and nginx-rtmp, which records. */
    const goLive = async (handle: string, options: Parameters<Streamer['useSetting']>[1]): Promise<Streamer> => {
      const streamer = await stage.installation.streamer(handle);
      const urls = [`rtmp://127.0.0.1:${nginx.port}/live`, ...stage.destinations.slice(1).map(({ url }) => url)];
      await streamer.useSetting(
        urls.map((url) => ({ url, key: handle })),
        options,
      );
      await streamer.goLive();
      return streamer;
    };

    const watched = () => stage.destinations.slice(1);

    /** Waits until every destination has seen so many milliseconds of its own time more. */
    const timePasses = async (key: string, milliseconds: number): Promise<void> => {
      const now = () => Math.min(...watched().map((destination) => destination.pictures(key).at(-1)!.timestamp));
      const until = now() + milliseconds;
      await eventually(() => expect(now()).toBeGreaterThan(until), 30_000);
    };

    const interrupted = (streamer: Streamer) =>
      streamer.sees(({ state, graceEndsAt, targets }) => {
        expect({ state, targets: targets.map((target) => target.state) }).toEqual({
          state: 'interrupted',
          targets: ['live', 'live', 'live'],
        });
        expect(graceEndsAt).not.toBeNull();
      });

    const setGrace = async (streamer: Streamer, graceSeconds: number): Promise<void> => {
      const [setting] = await streamer.api.call('listSettings', {});
      await streamer.api.call('updateSetting', { params: { id: setting!.id }, body: { options: { graceSeconds } } });
    };

    const lastReport = async (streamer: Streamer) => {
      const [last] = await streamer.api.call('listSessions', {});
      return streamer.api.call('session', { params: { id: last!.id } });
    };

    const over = (streamer: Streamer): Promise<void> =>
      eventually(async () => expect(await streamer.api.call('live', {})).toBeNull());

    it('is bridged by the freeze frame, also when it falls silent or returns with another picture size', async () => {
      const ada = await goLive('ada', 'defaults');
      const first = await ada.publish(stage.feed.file, { loop: true });
      await stage.allLive(ada);
      await timePasses('ada', 1_000);
      const [cutAt, lostAfter] = [performance.now(), Date.now()];
      await first.stop();
      const { graceEndsAt } = await interrupted(ada);
      const lostAt = Date.parse(graceEndsAt ?? '') - DEFAULT_GRACE_MS;
      expect(lostAt).toBeGreaterThanOrEqual(lostAfter);
      expect(lostAt).toBeLessThanOrEqual(Date.now());
      await timePasses('ada', AWAY_MS);
      const holes = watched().map((destination) => longestGap(destination.packets('ada'), cutAt - 1_000));
      const second = await ada.publish(otherFeed.file, { loop: true });
      await ada.sees(({ state, publisher }) => {
        expect([state, publisher?.video?.width]).toEqual(['live', 854]);
      });
      await timePasses('ada', 1_000);
      second.freeze();
      await interrupted(ada);
      await timePasses('ada', AWAY_MS);
      second.thaw();
      await stage.allLive(ada);
      await timePasses('ada', 1_000);
      await second.stop();
      await interrupted(ada);
      await setGrace(ada, 2);
      await over(ada);
      const { session, timeline } = await lastReport(ada);
      expect(session).toMatchObject({ state: 'ended', endReason: 'encoder_gone' });
      expect(timeline.filter(({ kind }) => kind === 'interrupted').length).toBeGreaterThanOrEqual(3);
      await recordingsAreWhole(Math.max(...holes));
    }, 120_000);

    const recordingsAreWhole = async (hole: number): Promise<void> => {
      const own = await Promise.all(
        watched().map(async (destination, index) => {
          expect(destination.publications('ada')).toHaveLength(1);
          const file = `${stage.folder.path}/recording-${index}.flv`;
          await writeFlv(file, destination.packets('ada'));
          return file;
        }),
      );
      const recorded = await nginx.finishedRecordings('ada');
      expect(recorded).toHaveLength(1);
      const gaps = await Promise.all([...own, ...recorded].map(gapsOf));
      tell('an encoder is lost, falls silent and returns', {
        runs: 3,
        'longest hole in a recording ms': Math.max(...gaps.flat()),
        'longest wait for a packet after the cut ms': hole,
      });
      expect(Math.min(...gaps.flat())).toBeGreaterThanOrEqual(0);
      expect(Math.max(...gaps.flat())).toBeLessThan(HOLE_MS_MAX);
      for (const file of [...own, ...recorded]) await ffmpeg(['-xerror', '-i', file, '-f', 'null', '-']);
    };

    it('is waited for in silence when the setting says so', async () => {
      const bob = await goLive('bob', { graceSeconds: 60, holdPolicy: 'silent' });
      const first = await bob.publish(stage.feed.file, { loop: true });
      await stage.allLive(bob);
      await first.stop();
      await interrupted(bob);
      const sent = watched().map((destination) => destination.packets('bob').length);
      await bob.publish(otherFeed.file, { loop: true });
      await stage.allLive(bob);
      await timePasses('bob', 500);
      for (const [index, destination] of watched().entries()) {
        expect(destination.publications('bob')).toHaveLength(1);
        const arrived = destination.packets('bob').slice(sent[index]);
        expect(arrived[0]?.type).toBe(MessageType.Data); // the newcomer's metadata: nothing came before it
      }
      await bob.goOffline();
    });

    it('ends the session at once when the setting says so', async () => {
      const cleo = await goLive('cleo', { holdPolicy: 'end' });
      const encoder = await cleo.publish(stage.feed.file, { loop: true });
      await stage.allLive(cleo);
      await encoder.stop();
      await over(cleo);
      expect((await lastReport(cleo)).session).toMatchObject({ state: 'ended', endReason: 'encoder_gone' });
      for (const destination of watched())
        await eventually(() => expect(destination.publications('cleo')[0]?.endedAt).not.toBeNull());
    });
  });
}

/** Milliseconds from packet to packet of each track, by the recording's own clock. */
async function gapsOf(file: string): Promise<number[]> {
  const messages = readFlv(await readFile(file));
  return [MessageType.Video, MessageType.Audio].flatMap((type) => stepsOf(messages.filter((one) => one.type === type)));
}

function stepsOf(messages: readonly MediaMessage[]): number[] {
  return messages.slice(1).map(({ timestamp }, index) => timestamp - messages[index]!.timestamp);
}
