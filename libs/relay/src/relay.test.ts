import { type RelayTarget, sessionStatusSchema, settingOptionsSchema } from '@mid-station/contracts';
import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { type PublisherFeed } from './publication/publisher-feed.js';
import { Relay, type RelayOptions } from './relay.js';
import { FakeDestination } from './testing/fake-destination.js';
import { AVC_HEADER, stream, videoFrame } from './testing/media.js';
import { makeOptions, makeTarget } from './testing/relay-setup.js';
import { settle, VirtualTicker } from './testing/virtual-ticker.js';
import { ENCODER_SILENCE_MS_MAX, HANDOVER_MS_MIN } from './limits.js';

const remote = { remote: '192.0.2.1', encoder: 'OBS' };
const isPicture = ({ type, payload }: MediaMessage): boolean => type === MessageType.Video && payload[1] === 1;

describe('relay', () => {
  let ticker: VirtualTicker;
  let destinations: FakeDestination[];
  let targets: RelayTarget[];
  let relay: Relay;
  let changes: number;
  let endings: string[];

  beforeEach(() => {
    ticker = new VirtualTicker();
    destinations = [new FakeDestination(), new FakeDestination(), new FakeDestination()];
    targets = destinations.map((_, index) => makeTarget({ url: `rtmp://fake.example/${index}` }));
    changes = 0;
    endings = [];
  });

  const setUp = (more: Partial<RelayOptions> = {}, options: Record<string, unknown> = {}): Relay => {
    relay = new Relay(
      makeOptions({
        ticker,
        targets,
        options: settingOptionsSchema.parse(options),
        dial: ({ url, key }) => destinations[Number(url.at(-1))]!.dial({ url, key }),
        onChange: () => (changes += 1),
        onEnded: (reason) => endings.push(reason),
        ...more,
      }),
    );
    return relay;
  };

  /** Plays an encoder's stream in its own time, from its beginning or from where it was left. */
  const play = async (
    feed: PublisherFeed,
    milliseconds: number,
    { left = 0, start = 0, gop = 50 }: { left?: number; start?: number; gop?: number } = {},
  ): Promise<void> => {
    const begun = ticker.now;
    const messages = stream({ duration: left + milliseconds, start, gop });
    for (let at = 0; at < milliseconds; at += 20) {
      for (const message of messages) if (message.timestamp - start - left === at) feed.write(message);
      await ticker.pass(begun + at + 20 - ticker.now);
    }
  };
  const states = (): string[] => relay.status().targets.map(({ state }) => state);
  const pictures = (index: number): MediaMessage[] => destinations[index]!.messages.filter(isPicture);
  const steps = (messages: readonly MediaMessage[]): number[] =>
    messages.slice(1).map(({ timestamp }, index) => timestamp - messages[index]!.timestamp);

  it('waits for an encoder and leaves its targets alone', async () => {
    setUp();
    await ticker.pass(5_000);
    expect(relay.status()).toMatchObject({ state: 'waiting', publisher: null, graceEndsAt: null });
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(destinations.map(({ connections }) => connections)).toEqual([0, 0, 0]);
  });

  it('goes live with its encoder and brings every frame to every target', async () => {
    setUp();
    await play(relay.attachPublisher(remote), 2_000);
    expect(relay.status()).toMatchObject({ state: 'live', publisher: { connected: true, encoder: 'OBS' } });
    expect(states()).toEqual(['live', 'live', 'live']);
    for (const index of [0, 1, 2]) {
      expect(pictures(index).map(({ payload }) => payload)).toEqual(pictures(0).map(({ payload }) => payload));
      expect(pictures(index)).toHaveLength(50);
    }
  });

  it('reports in the shape that nodes send', async () => {
    setUp();
    await play(relay.attachPublisher(remote), 500);
    const shape = sessionStatusSchema.pick({
      state: true,
      graceEndsAt: true,
      publisher: true,
      targets: true,
      revision: true,
    });
    expect(shape.parse(relay.status())).toEqual(relay.status());
  });

  it('says once per turn that something changed, and counts it', async () => {
    setUp();
    await settle();
    const before = { changes, revision: relay.status().revision };
    relay.attachPublisher(remote);
    expect(changes).toBe(before.changes);
    await settle();
    expect(changes).toBeGreaterThan(before.changes);
    expect(relay.status().revision).toBeGreaterThan(before.revision);
  });

  it('an encoder that leaves before its first frame leaves the session waiting', async () => {
    setUp();
    const feed = relay.attachPublisher(remote);
    await ticker.pass(100);
    feed.end();
    await ticker.pass(100);
    expect(relay.status()).toMatchObject({ state: 'waiting', publisher: { connected: false } });
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
  });

  describe('when the encoder is lost', () => {
    it('holds with the freeze frame, and goes on with rising timestamps when it returns', async () => {
      setUp();
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000);
      feed.end();
      expect(relay.status()).toMatchObject({ state: 'interrupted', publisher: { connected: false } });
      expect(Date.parse(relay.status().graceEndsAt!) - ticker.clock.wall()).toBe(90_000);
      await ticker.pass(20_000);
      expect(states()).toEqual(['live', 'live', 'live']);
      await play(relay.attachPublisher(remote), 2_000);
      expect(relay.status()).toMatchObject({ state: 'live', graceEndsAt: null });
      const gaps = steps(pictures(0));
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(600);
      expect(destinations[0]!.connections).toBe(1);
      const lastHeader = destinations[0]!.messages.filter(({ payload }) => payload.equals(AVC_HEADER)).at(-1)!;
      expect(lastHeader.timestamp).toBeGreaterThan(20_000);
    });

    it('a silent connection counts as lost, without a hole, and may come back on a keyframe', async () => {
      setUp();
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000, { gop: 25 });
      await ticker.pass(ENCODER_SILENCE_MS_MAX - 100);
      expect(relay.status().state).toBe('live');
      await ticker.pass(200);
      expect(relay.status()).toMatchObject({ state: 'interrupted', publisher: { connected: true } });
      await ticker.pass(3_000);
      await play(feed, 2_000, { left: 2_000, gop: 25 });
      expect(relay.status().state).toBe('live');
      const gaps = steps(pictures(0));
      expect([Math.min(...gaps) > 0, Math.max(...gaps) <= 600]).toEqual([true, true]);
    });

    it('holds silently when asked to: targets stay, nothing is sent', async () => {
      setUp({}, { holdPolicy: 'silent' });
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000);
      feed.end();
      const before = destinations[0]!.messages.length;
      await ticker.pass(10_000);
      expect([relay.status().state, ...states()]).toEqual(['interrupted', 'live', 'live', 'live']);
      expect(destinations[0]!.messages.length).toBe(before);
    });

    it('a silent hold loses nothing of a connection that merely paused', async () => {
      setUp({}, { holdPolicy: 'silent' });
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000, { gop: 1_000 });
      await ticker.pass(ENCODER_SILENCE_MS_MAX + 100);
      expect(relay.status().state).toBe('interrupted');
      for (const message of stream({ duration: 3_000, gop: 1_000 }))
        if (message.timestamp >= 2_000) feed.write(message);
      await ticker.pass(100);
      expect(relay.status().state).toBe('live');
      expect(pictures(0)).toHaveLength(75);
    });

    it('ends at once when asked to', async () => {
      setUp({}, { holdPolicy: 'end' });
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000);
      feed.end();
      await settle();
      expect([relay.status().state, ...states()]).toEqual(['ended', 'stopped', 'stopped', 'stopped']);
      expect(endings).toEqual(['encoder_gone']);
      expect(destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 1, 1]);
    });

    it('sends what came in the moment before the end', async () => {
      setUp({}, { holdPolicy: 'end' });
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000);
      feed.write({ type: MessageType.Video, timestamp: 2_000, payload: videoFrame(50, 'key') });
      feed.end();
      await settle();
      expect(pictures(0).at(-1)?.payload).toEqual(videoFrame(50, 'key'));
      expect(destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 1, 1]);
    });

    it('ends after the grace period and says why', async () => {
      setUp({}, { graceSeconds: 30 });
      const feed = relay.attachPublisher(remote);
      await play(feed, 1_000);
      feed.end();
      await ticker.pass(29_900);
      expect(relay.status().state).toBe('interrupted');
      await ticker.pass(200);
      expect([relay.status().state, ...endings]).toEqual(['ended', 'encoder_gone']);
      expect(() => relay.attachPublisher(remote)).toThrow('the relay has ended');
    });

    it('takes a changed grace period and policy into account at once', async () => {
      setUp({}, { graceSeconds: 30, holdPolicy: 'silent' });
      const feed = relay.attachPublisher(remote);
      await play(feed, 1_000);
      feed.end();
      await ticker.pass(1_000);
      const before = pictures(0).length;
      relay.applyTargets(targets, settingOptionsSchema.parse({ graceSeconds: 600, holdPolicy: 'freeze' }));
      await ticker.pass(60_000);
      expect(relay.status().state).toBe('interrupted');
      expect(pictures(0).length).toBeGreaterThan(before + 100);
      relay.applyTargets(targets, settingOptionsSchema.parse({ graceSeconds: 10 }));
      await ticker.pass(100);
      expect(relay.status().state).toBe('ended');
    });

    it('synthesises nothing while the claim does not allow it', async () => {
      const permit = { mayForward: true, maySynthesise: false };
      setUp({ permit });
      const feed = relay.attachPublisher(remote);
      await play(feed, 1_000);
      feed.end();
      const before = pictures(0).length;
      await ticker.pass(5_000);
      expect(pictures(0).length).toBe(before);
      permit.maySynthesise = true;
      await ticker.pass(1_000);
      expect(pictures(0).length).toBeGreaterThan(before + 8);
    });

    it('a target that joins during the hold gets the freeze frame at once', async () => {
      targets = targets.slice(0, 2);
      setUp();
      const feed = relay.attachPublisher(remote);
      await play(feed, 2_000);
      feed.end();
      await ticker.pass(2_000);
      relay.applyTargets([...targets, makeTarget({ url: 'rtmp://fake.example/2' })], settingOptionsSchema.parse({}));
      await ticker.pass(1_000);
      expect(states()).toEqual(['live', 'live', 'live']);
      expect(pictures(2)[0]!.payload).toEqual(videoFrame(0, 'key'));
    });
  });

  it('a newer publisher takes over from one that is still connected', async () => {
    setUp();
    const older = relay.attachPublisher(remote);
    let replaced = 0;
    older.onReplaced = () => (replaced += 1);
    await play(older, 2_000);
    const newer = relay.attachPublisher({ remote: '192.0.2.2' });
    expect(replaced).toBe(1);
    older.write(stream({ duration: 20 })[3]!);
    older.end();
    await play(newer, 2_000);
    expect(relay.status()).toMatchObject({ state: 'live', publisher: { remote: '192.0.2.2', connected: true } });
    const gaps = steps(pictures(0));
    expect([Math.min(...gaps) > 0, Math.max(...gaps) <= 600]).toEqual([true, true]);
    expect(pictures(0)).toHaveLength(100);
  });

  describe('a session that moved here', () => {
    it('has its targets connected before the encoder arrives', async () => {
      setUp({ moved: true });
      await ticker.pass(500);
      expect(relay.status().state).toBe('interrupted');
      expect(destinations.map(({ connections }) => connections)).toEqual([1, 1, 1]);
      await play(relay.attachPublisher(remote), 200, { start: 3_600_000 });
      expect([relay.status().state, ...states()]).toEqual(['live', 'live', 'live', 'live']);
      expect(pictures(0)[0]!.timestamp).toBe(3_600_000);
    });

    it('tries targets that were in use at once when the encoder has come over, and no others', async () => {
      setUp({ moved: true });
      destinations[0]!.refuse('stream_in_use');
      destinations[1]!.refuse('key_refused');
      await ticker.pass(2_500);
      for (const destination of destinations.slice(0, 2)) destination.refuse(null);
      await play(relay.attachPublisher(remote), 40);
      expect(destinations.map(({ connections }) => connections)).toEqual([1, 0, 1]);
    });

    it.each([{ graceSeconds: 0 }, { holdPolicy: 'end' }])(
      'waits for its encoder whatever its policy: %j',
      async (options) => {
        setUp({ moved: true }, options);
        await ticker.pass(HANDOVER_MS_MIN - 100);
        expect(relay.status().state).toBe('interrupted');
        await ticker.pass(200);
        expect(relay.status().state).toBe('ended');
      },
    );
  });

  describe('edits while live', () => {
    const spread = async (edit: () => void): Promise<void> => {
      setUp();
      const feed = relay.attachPublisher(remote);
      await play(feed, 1_500, { gop: 25 });
      edit();
      await play(feed, 1_000, { left: 1_500, gop: 25 });
    };
    const options = settingOptionsSchema.parse({});

    it('a target that is added streams from the cached keyframe on; the others do not notice', async () => {
      const [first, second, third] = targets as [RelayTarget, RelayTarget, RelayTarget];
      targets = [first, second];
      await spread(() => relay.applyTargets([first, second, third], options));
      expect(states()).toEqual(['live', 'live', 'live']);
      expect(new Set(steps(pictures(0)))).toEqual(new Set([40]));
      expect(pictures(2)[0]!.payload).toEqual(videoFrame(25, 'key'));
      expect(destinations.map(({ connections }) => connections)).toEqual([1, 1, 1]);
    });

    it('a target that is removed gets a goodbye; the others do not notice', async () => {
      await spread(() => relay.applyTargets(targets.slice(1), options));
      expect(states()).toEqual(['live', 'live']);
      expect(destinations.map(({ goodbyes }) => goodbyes)).toEqual([1, 0, 0]);
      expect(new Set(steps(pictures(1)))).toEqual(new Set([40]));
    });

    it('a target that is switched off and one that is edited leave the third alone', async () => {
      const [first, second, third] = targets as [RelayTarget, RelayTarget, RelayTarget];
      await spread(() => relay.applyTargets([{ ...first, enabled: false }, { ...second, key: 'new' }, third], options));
      expect(states()).toEqual(['off', 'live', 'live']);
      expect(destinations.map(({ connections }) => connections)).toEqual([1, 2, 1]);
      expect(new Set(steps(pictures(2)))).toEqual(new Set([40]));
    });
  });

  it('one target that never reads delays nobody and keeps memory bounded', async () => {
    destinations[0]!.stopReading();
    setUp();
    await play(relay.attachPublisher(remote), 20_000);
    expect(new Set(steps(pictures(1)))).toEqual(new Set([40]));
    expect(pictures(1)).toHaveLength(500);
    expect(pictures(0)).toHaveLength(0);
    expect(relay.status().targets[0]!.framesDropped).toBeGreaterThan(300);
  });

  it('retries one target on request', async () => {
    destinations[1]!.refuse('key_refused');
    setUp();
    const feed = relay.attachPublisher(remote);
    await play(feed, 500);
    expect(states()).toEqual(['live', 'refused', 'live']);
    destinations[1]!.refuse(null);
    expect(relay.retryTarget(targets[1]!.targetId)).toBe(true);
    await play(feed, 500, { left: 500 });
    expect(states()).toEqual(['live', 'live', 'live']);
    expect(relay.retryTarget('00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  it('gives a keyframe with its header for a thumbnail', async () => {
    setUp();
    expect(relay.keyframe()).toBeNull();
    await play(relay.attachPublisher(remote), 100);
    expect(relay.keyframe()).toEqual({ header: AVC_HEADER, frame: videoFrame(0, 'key') });
    await relay.close('stopped');
    expect(relay.keyframe()).toBeNull();
  });

  describe('closing', () => {
    it.each([
      ['stopped', 1],
      ['moved', 0],
      ['orphan', 0],
      ['lost', 0],
    ] as const)('%s: goodbyes %i', async (reason, goodbyes) => {
      setUp();
      await play(relay.attachPublisher(remote), 500);
      await relay.close(reason);
      expect(destinations.map((destination) => destination.goodbyes)).toEqual([goodbyes, goodbyes, goodbyes]);
      expect([relay.status().state, ...states()]).toEqual(['ended', 'stopped', 'stopped', 'stopped']);
      expect(endings).toEqual([]);
    });

    it('sends what has been received first', async () => {
      setUp();
      const feed = relay.attachPublisher(remote);
      await play(feed, 500);
      feed.write(stream({ duration: 20, start: 520 })[3]!);
      const before = pictures(0).length;
      await relay.close('stopped');
      expect(pictures(0).length).toBe(before + 1);
    });

    it('ends previews, ignores what comes later, and may be asked twice', async () => {
      setUp();
      const feed = relay.attachPublisher(remote);
      const sink = {
        bytes: 0,
        ended: 0,
        bufferedBytes: 0,
        write: (bytes: Buffer) => void (sink.bytes += bytes.length),
        end: () => void (sink.ended += 1),
      };
      relay.subscribe(sink);
      await play(feed, 500);
      expect(sink.bytes).toBeGreaterThan(1_000);
      await Promise.all([relay.close('stopped'), relay.close('stopped')]);
      expect(sink.ended).toBe(1);
      feed.write(stream({ duration: 20 })[3]!);
      feed.end();
      relay.applyTargets([], settingOptionsSchema.parse({}));
      expect(relay.status().state).toBe('ended');
      relay.subscribe(sink);
      expect(sink.ended).toBe(2);
    });
  });
});
