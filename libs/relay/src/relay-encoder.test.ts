import { settingOptionsSchema } from '@mid-station/contracts';
import { markOf, MessageType, publisherName } from '@mid-station/rtmp';
import { ENCODER_SILENCE_MS_MAX, HANDOVER_MS_MIN } from './limits.js';
import { AVC_HEADER, stream, videoFrame } from './testing/media.js';
import { makeTarget } from './testing/relay-setup.js';
import { RelayStage, steps } from './testing/relay-stage.js';
import { settle } from './testing/virtual-ticker.js';

const remote = { remote: '192.0.2.1', encoder: 'OBS' };

describe('a relay whose encoder leaves, returns or moves', () => {
  let stage: RelayStage;

  beforeEach(() => {
    stage = new RelayStage();
  });

  it('tells its targets which streams it has come through, the newest encoder’s way', async () => {
    const said: string[][] = [];
    stage.setUp({
      sessionId: 'here',
      dial: (address, via) => {
        said.push([...(via ?? [])]);
        return stage.destinations[Number(address.url.at(-1))]!.dial(address);
      },
    });
    stage.relay.attachPublisher(remote);
    await settle();
    const before = markOf('before');
    stage.relay.attachPublisher({ ...remote, encoder: publisherName([before]) });
    expect(stage.relay.status().publisher?.encoder).toBe(publisherName([]));
    stage.destinations[0]!.hangUp();
    await stage.ticker.pass(5_000);
    expect(said).toEqual([...Array(3).fill([markOf('here')]), [before, markOf('here')]]);
  });

  describe('when the encoder is lost', () => {
    it('holds with the freeze frame, and goes on with rising timestamps when it returns', async () => {
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000);
      feed.end();
      expect(stage.relay.status()).toMatchObject({ state: 'interrupted', publisher: { connected: false } });
      expect(Date.parse(stage.relay.status().graceEndsAt!) - stage.ticker.clock.wall()).toBe(90_000);
      await stage.ticker.pass(20_000);
      expect(stage.states()).toEqual(['live', 'live', 'live']);
      await stage.play(stage.relay.attachPublisher(remote), 2_000);
      expect(stage.relay.status()).toMatchObject({ state: 'live', graceEndsAt: null });
      const gaps = steps(stage.pictures(0));
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(600);
      expect(stage.destinations[0]!.connections).toBe(1);
      const lastHeader = stage.destinations[0]!.messages.filter(({ payload }) => payload.equals(AVC_HEADER)).at(-1)!;
      expect(lastHeader.timestamp).toBeGreaterThan(20_000);
    });

    it('a silent connection counts as lost, without a hole, and may come back on a keyframe', async () => {
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000, { gop: 25 });
      await stage.ticker.pass(ENCODER_SILENCE_MS_MAX - 100);
      expect(stage.relay.status().state).toBe('live');
      await stage.ticker.pass(200);
      expect(stage.relay.status()).toMatchObject({ state: 'interrupted', publisher: { connected: true } });
      await stage.ticker.pass(3_000);
      await stage.play(feed, 2_000, { left: 2_000, gop: 25 });
      expect(stage.relay.status().state).toBe('live');
      const gaps = steps(stage.pictures(0));
      expect([Math.min(...gaps) > 0, Math.max(...gaps) <= 600]).toEqual([true, true]);
    });

    it('holds silently when asked to: targets stay, nothing is sent', async () => {
      stage.setUp({}, { holdPolicy: 'silent' });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000);
      feed.end();
      const before = stage.destinations[0]!.messages.length;
      await stage.ticker.pass(10_000);
      expect([stage.relay.status().state, ...stage.states()]).toEqual(['interrupted', 'live', 'live', 'live']);
      expect(stage.destinations[0]!.messages.length).toBe(before);
    });

    it('a silent hold loses nothing of a connection that merely paused', async () => {
      stage.setUp({}, { holdPolicy: 'silent' });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000, { gop: 1_000 });
      await stage.ticker.pass(ENCODER_SILENCE_MS_MAX + 100);
      expect(stage.relay.status().state).toBe('interrupted');
      for (const message of stream({ duration: 3_000, gop: 1_000 }))
        if (message.timestamp >= 2_000) feed.write(message);
      await stage.ticker.pass(100);
      expect(stage.relay.status().state).toBe('live');
      expect(stage.pictures(0)).toHaveLength(75);
    });

    it('ends at once when asked to', async () => {
      stage.setUp({}, { holdPolicy: 'end' });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000);
      feed.end();
      await settle();
      expect([stage.relay.status().state, ...stage.states()]).toEqual(['ended', 'stopped', 'stopped', 'stopped']);
      expect(stage.endings).toEqual(['encoder_gone']);
      expect(stage.destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 1, 1]);
    });

    it('sends what came in the moment before the end', async () => {
      stage.setUp({}, { holdPolicy: 'end' });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000);
      feed.write({ type: MessageType.Video, timestamp: 2_000, payload: videoFrame(50, 'key') });
      feed.end();
      await settle();
      expect(stage.pictures(0).at(-1)?.payload).toEqual(videoFrame(50, 'key'));
      expect(stage.destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 1, 1]);
    });

    it('ends after the grace period and says why', async () => {
      stage.setUp({}, { graceSeconds: 30 });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 1_000);
      feed.end();
      await stage.ticker.pass(29_900);
      expect(stage.relay.status().state).toBe('interrupted');
      await stage.ticker.pass(200);
      expect([stage.relay.status().state, ...stage.endings]).toEqual(['ended', 'encoder_gone']);
      expect(() => stage.relay.attachPublisher(remote)).toThrow('the relay has ended');
    });

    it('takes a changed grace period and policy into account at once', async () => {
      stage.setUp({}, { graceSeconds: 30, holdPolicy: 'silent' });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 1_000);
      feed.end();
      await stage.ticker.pass(1_000);
      const before = stage.pictures(0).length;
      stage.relay.applyTargets(stage.targets, settingOptionsSchema.parse({ graceSeconds: 600, holdPolicy: 'freeze' }));
      await stage.ticker.pass(60_000);
      expect(stage.relay.status().state).toBe('interrupted');
      expect(stage.pictures(0).length).toBeGreaterThan(before + 100);
      stage.relay.applyTargets(stage.targets, settingOptionsSchema.parse({ graceSeconds: 10 }));
      await stage.ticker.pass(100);
      expect(stage.relay.status().state).toBe('ended');
    });

    it('synthesises nothing while the claim does not allow it', async () => {
      const permit = { mayForward: true, maySynthesise: false };
      stage.setUp({ permit });
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 1_000);
      feed.end();
      const before = stage.pictures(0).length;
      await stage.ticker.pass(5_000);
      expect(stage.pictures(0).length).toBe(before);
      permit.maySynthesise = true;
      await stage.ticker.pass(1_000);
      expect(stage.pictures(0).length).toBeGreaterThan(before + 8);
    });

    it('a target that joins during the hold gets the freeze frame at once', async () => {
      stage.targets = stage.targets.slice(0, 2);
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 2_000);
      feed.end();
      await stage.ticker.pass(2_000);
      stage.relay.applyTargets(
        [...stage.targets, makeTarget({ url: 'rtmp://fake.example/2' })],
        settingOptionsSchema.parse({}),
      );
      await stage.ticker.pass(1_000);
      expect(stage.states()).toEqual(['live', 'live', 'live']);
      expect(stage.pictures(2)[0]!.payload).toEqual(videoFrame(0, 'key'));
    });
  });

  it('a newer publisher takes over from one that is still connected', async () => {
    stage.setUp();
    const older = stage.relay.attachPublisher(remote);
    let replaced = 0;
    older.onReplaced = () => (replaced += 1);
    await stage.play(older, 2_000);
    const newer = stage.relay.attachPublisher({ remote: '192.0.2.2' });
    expect(replaced).toBe(1);
    older.write(stream({ duration: 20 })[3]!);
    older.end();
    await stage.play(newer, 2_000);
    expect(stage.relay.status()).toMatchObject({ state: 'live', publisher: { remote: '192.0.2.2', connected: true } });
    const gaps = steps(stage.pictures(0));
    expect([Math.min(...gaps) > 0, Math.max(...gaps) <= 600]).toEqual([true, true]);
    expect(stage.pictures(0)).toHaveLength(100);
  });

  describe('a session that moved here', () => {
    it('leaves its targets to the node before until the stream has come over, not only its connection', async () => {
      stage.setUp({ moved: true });
      const feed = stage.relay.attachPublisher(remote);
      await stage.ticker.pass(500);
      expect(stage.relay.status()).toMatchObject({ state: 'interrupted', publisher: { connected: true } });
      expect(stage.destinations.map(({ connections }) => connections)).toEqual([0, 0, 0]);
      expect(stage.states()).toEqual(['connecting', 'connecting', 'connecting']);
      await stage.play(feed, 200, { start: 3_600_000 });
      expect([stage.relay.status().state, ...stage.states()]).toEqual(['live', 'live', 'live', 'live']);
      expect(stage.pictures(0)[0]!.timestamp).toBe(3_600_000);
    });

    it('gives its targets all of the stream, also what had come before they were connected', async () => {
      stage.setUp({ moved: true });
      const feed = stage.relay.attachPublisher(remote);
      for (const message of stream({ duration: 5_000 })) feed.write(message);
      await stage.ticker.pass(500);
      const steps = stage.pictures(0).map(({ timestamp }) => timestamp);
      expect([steps[0], steps.length]).toEqual([0, 125]);
    });

    it('connects its targets for the next encoder, when the one that was to come over does not', async () => {
      stage.setUp({ moved: true });
      stage.relay.attachPublisher(remote).end();
      await stage.ticker.pass(500);
      await stage.play(stage.relay.attachPublisher(remote), 200);
      expect(stage.states()).toEqual(['live', 'live', 'live']);
    });

    it.each([{ graceSeconds: 0 }, { holdPolicy: 'end' }])(
      'waits for its encoder whatever its policy: %j',
      async (options) => {
        stage.setUp({ moved: true }, options);
        await stage.ticker.pass(HANDOVER_MS_MIN - 100);
        expect(stage.relay.status().state).toBe('interrupted');
        await stage.ticker.pass(200);
        expect(stage.relay.status().state).toBe('ended');
      },
    );
  });
});
