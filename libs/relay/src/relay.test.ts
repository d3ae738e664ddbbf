import { sessionStatusSchema, settingOptionsSchema, type RelayTarget } from '@mid-station/contracts';
import { AVC_HEADER, stream, video, videoFrame } from './testing/media.js';
import { RelayStage, steps } from './testing/relay-stage.js';
import { settle } from './testing/virtual-ticker.js';

const remote = { remote: '192.0.2.1', encoder: 'OBS' };

describe('relay', () => {
  let stage: RelayStage;

  beforeEach(() => {
    stage = new RelayStage();
  });

  it('waits for an encoder and leaves its targets alone', async () => {
    stage.setUp();
    await stage.ticker.pass(5_000);
    expect(stage.relay.status()).toMatchObject({ state: 'waiting', publisher: null, graceEndsAt: null });
    expect(stage.states()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(stage.destinations.map(({ connections }) => connections)).toEqual([0, 0, 0]);
  });

  it('goes live with its encoder and brings every frame to every target', async () => {
    stage.setUp();
    await stage.play(stage.relay.attachPublisher(remote), 2_000);
    expect(stage.relay.status()).toMatchObject({ state: 'live', publisher: { connected: true, encoder: 'OBS' } });
    expect(stage.states()).toEqual(['live', 'live', 'live']);
    for (const index of [0, 1, 2]) {
      expect(stage.pictures(index).map(({ payload }) => payload)).toEqual(
        stage.pictures(0).map(({ payload }) => payload),
      );
      expect(stage.pictures(index)).toHaveLength(50);
    }
  });

  it('sends on what it has when the encoder has nothing more to give just now, without waiting for the tick', async () => {
    stage.setUp();
    const feed = stage.relay.attachPublisher(remote);
    await stage.play(feed, 1_000);
    const before = stage.pictures(0).length;
    feed.write(video(1_000, videoFrame(25, 'inter')));
    expect(stage.pictures(0)).toHaveLength(before);
    feed.forward();
    expect(stage.pictures(0).slice(before)).toMatchObject([{ payload: videoFrame(25, 'inter') }]);
    await stage.ticker.pass(100);
    expect(stage.pictures(0)).toHaveLength(before + 1);
  });

  it('does what time brings also while everything is sent on at once', async () => {
    stage.destinations[1]!.refuse('closed_by_peer');
    stage.setUp();
    const feed = stage.relay.attachPublisher(remote);
    await stage.play(feed, 1_000);
    expect(stage.states()).toEqual(['live', 'retrying', 'live']);
    stage.destinations[1]!.refuse(null);
    for (let frame = 25; frame < 100; frame++) {
      feed.write(video(frame * 40, videoFrame(frame, frame % 25 === 0 ? 'key' : 'inter')));
      feed.forward();
      await stage.ticker.pass(20);
      await stage.ticker.pass(20);
    }
    expect(stage.states()).toEqual(['live', 'live', 'live']);
    expect(stage.pictures(0)).toHaveLength(100);
    expect(new Set(steps(stage.pictures(1)))).toEqual(new Set([40]));
  });

  it('sends nothing to the targets that are left when it loses its claim between two of them', async () => {
    let asked = 0;
    let isCounting = false;
    const permit = {
      get mayForward() {
        return !isCounting || ++asked <= 1;
      },
      maySynthesise: true,
    };
    stage.setUp({ permit });
    const feed = stage.relay.attachPublisher(remote);
    await stage.play(feed, 1_000);
    const before = [0, 1, 2].map((index) => stage.pictures(index).length);
    isCounting = true;
    feed.write(video(1_000, videoFrame(25, 'inter')));
    feed.forward();
    expect([0, 1, 2].map((index) => stage.pictures(index).length - before[index]!)).toEqual([1, 0, 0]);
  });

  it('an encoder that was replaced sends nothing on', async () => {
    stage.setUp();
    const first = stage.relay.attachPublisher(remote);
    await stage.play(first, 1_000);
    const second = stage.relay.attachPublisher(remote);
    second.write(video(0, videoFrame(0, 'key')));
    const before = stage.pictures(0).length;
    first.forward();
    expect(stage.pictures(0)).toHaveLength(before);
    second.forward();
    expect(stage.pictures(0)).toHaveLength(before + 1);
  });

  it('reports in the shape that nodes send', async () => {
    stage.setUp();
    await stage.play(stage.relay.attachPublisher(remote), 500);
    const shape = sessionStatusSchema.pick({
      state: true,
      graceEndsAt: true,
      publisher: true,
      targets: true,
      revision: true,
    });
    expect(shape.parse(stage.relay.status())).toMatchObject(stage.relay.status());
  });

  it('says once per turn that something changed, and counts it', async () => {
    stage.setUp();
    await settle();
    const before = { changes: stage.changes, revision: stage.relay.status().revision };
    stage.relay.attachPublisher(remote);
    expect(stage.changes).toBe(before.changes);
    await settle();
    expect(stage.changes).toBeGreaterThan(before.changes);
    expect(stage.relay.status().revision).toBeGreaterThan(before.revision);
  });

  it('an encoder that leaves before its first frame leaves the session waiting', async () => {
    stage.setUp();
    const feed = stage.relay.attachPublisher(remote);
    await stage.ticker.pass(100);
    feed.end();
    await stage.ticker.pass(100);
    expect(stage.relay.status()).toMatchObject({ state: 'waiting', publisher: { connected: false } });
    expect(stage.states()).toEqual(['waiting', 'waiting', 'waiting']);
  });

  describe('edits while live', () => {
    const spread = async (edit: () => void): Promise<void> => {
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 1_500, { gop: 25 });
      edit();
      await stage.play(feed, 1_000, { left: 1_500, gop: 25 });
    };
    const options = settingOptionsSchema.parse({});

    it('a target that is added streams from the cached keyframe on; the others do not notice', async () => {
      const [first, second, third] = stage.targets as [RelayTarget, RelayTarget, RelayTarget];
      stage.targets = [first, second];
      await spread(() => stage.relay.applyTargets([first, second, third], options));
      expect(stage.states()).toEqual(['live', 'live', 'live']);
      expect(new Set(steps(stage.pictures(0)))).toEqual(new Set([40]));
      expect(stage.pictures(2)[0]!.payload).toEqual(videoFrame(25, 'key'));
      expect(stage.destinations.map(({ connections }) => connections)).toEqual([1, 1, 1]);
    });

    it('a target that is removed gets a goodbye; the others do not notice', async () => {
      await spread(() => stage.relay.applyTargets(stage.targets.slice(1), options));
      expect(stage.states()).toEqual(['live', 'live']);
      expect(stage.destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 0, 0]);
      expect(new Set(steps(stage.pictures(1)))).toEqual(new Set([40]));
    });

    it('a target that is switched off and one that is edited leave the third alone', async () => {
      const [first, second, third] = stage.targets as [RelayTarget, RelayTarget, RelayTarget];
      await spread(() =>
        stage.relay.applyTargets([{ ...first, enabled: false }, { ...second, key: 'new' }, third], options),
      );
      expect(stage.states()).toEqual(['off', 'live', 'live']);
      expect(stage.destinations.map(({ connections }) => connections)).toEqual([1, 2, 1]);
      expect(new Set(steps(stage.pictures(2)))).toEqual(new Set([40]));
    });
  });

  it('one target that never reads delays nobody and keeps memory bounded', async () => {
    stage.destinations[0]!.stopReading();
    stage.setUp();
    await stage.play(stage.relay.attachPublisher(remote), 20_000);
    expect(new Set(steps(stage.pictures(1)))).toEqual(new Set([40]));
    expect(stage.pictures(1)).toHaveLength(500);
    expect(stage.pictures(0)).toHaveLength(0);
    expect(stage.relay.status().targets[0]!.framesDropped).toBeGreaterThan(300);
  });

  it('retries one target on request', async () => {
    stage.destinations[1]!.refuse('key_refused');
    stage.setUp();
    const feed = stage.relay.attachPublisher(remote);
    await stage.play(feed, 500);
    expect(stage.states()).toEqual(['live', 'refused', 'live']);
    stage.destinations[1]!.refuse(null);
    expect(stage.relay.retryTarget(stage.targets[1]!.targetId)).toBe(true);
    await stage.play(feed, 500, { left: 500 });
    expect(stage.states()).toEqual(['live', 'live', 'live']);
    expect(stage.relay.retryTarget('00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  it('gives a keyframe with its header for a thumbnail', async () => {
    stage.setUp();
    expect(stage.relay.keyframe()).toBeNull();
    await stage.play(stage.relay.attachPublisher(remote), 100);
    expect(stage.relay.keyframe()).toEqual({ header: AVC_HEADER, frame: videoFrame(0, 'key') });
    await stage.relay.close('stopped');
    expect(stage.relay.keyframe()).toBeNull();
  });

  describe('closing', () => {
    it.each([
      ['stopped', 1],
      ['moved', 0],
      ['orphan', 0],
      ['lost', 0],
    ] as const)('%s: goodbyes %i', async (reason, goodbyes) => {
      stage.setUp();
      await stage.play(stage.relay.attachPublisher(remote), 500);
      await stage.relay.close(reason);
      expect(stage.destinations.map((destination) => destination.goodbyes)).toEqual([goodbyes, goodbyes, goodbyes]);
      expect([stage.relay.status().state, ...stage.states()]).toEqual(['ended', 'stopped', 'stopped', 'stopped']);
      expect(stage.endings).toEqual([]);
    });

    it('sends what has been received first', async () => {
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      await stage.play(feed, 500);
      feed.write(stream({ duration: 20, start: 520 })[3]!);
      const before = stage.pictures(0).length;
      await stage.relay.close('stopped');
      expect(stage.pictures(0).length).toBe(before + 1);
    });

    it('ends previews, ignores what comes later, and may be asked twice', async () => {
      stage.setUp();
      const feed = stage.relay.attachPublisher(remote);
      const sink = {
        bytes: 0,
        ended: 0,
        bufferedBytes: 0,
        write: (bytes: Buffer) => void (sink.bytes += bytes.length),
        end: () => void (sink.ended += 1),
      };
      stage.relay.subscribe(sink);
      await stage.play(feed, 500);
      expect(sink.bytes).toBeGreaterThan(1_000);
      await Promise.all([stage.relay.close('stopped'), stage.relay.close('stopped')]);
      expect(sink.ended).toBe(1);
      feed.write(stream({ duration: 20 })[3]!);
      feed.end();
      stage.relay.applyTargets([], settingOptionsSchema.parse({}));
      expect(stage.relay.status().state).toBe('ended');
      stage.relay.subscribe(sink);
      expect(sink.ended).toBe(2);
    });
  });
});
