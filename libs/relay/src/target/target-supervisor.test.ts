import { type RelayTarget, type TargetStatus } from '@mid-station/contracts';
import { type TargetErrorCode, TargetUrlError } from '@mid-station/rtmp';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { SlabPool } from '../publication/slab.js';
import { FakeDestination } from '../testing/fake-destination.js';
import { stream, video, videoFrame } from '../testing/media.js';
import { makeTarget } from '../testing/relay-setup.js';
import { settle, VirtualTicker } from '../testing/virtual-ticker.js';
import { Timeline } from '../timeline/timeline.js';
import { type TargetContext, TargetSupervisor } from './target-supervisor.js';
import { HEALTHY_AFTER_MS, REFUSED_RETRY_MS, RETRY_CAP_MS } from '../limits.js';

describe('target supervisor', () => {
  let ticker: VirtualTicker;
  let destination: FakeDestination;
  let log: MediaLog;
  let publication: Publication;
  let bugs: unknown[];
  let supervisor: TargetSupervisor;
  let permit: { mayForward: boolean; maySynthesise: boolean };
  let random: number;
  let frame: number;
  let context: TargetContext;

  beforeEach(() => {
    ticker = new VirtualTicker();
    destination = new FakeDestination();
    const slabs = new SlabPool();
    log = new MediaLog(slabs);
    publication = new Publication(log, new Timeline());
    bugs = [];
    random = 1;
    frame = 0;
    permit = { mayForward: true, maySynthesise: true };
    context = {
      log,
      slabs,
      dial: (address) => destination.dial(address),
      clock: ticker.clock,
      permit,
      moved: false,
      random: () => random,
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    };
  });

  afterEach(() => expect(bugs).toEqual([]));

  const supervise = (changes: Partial<RelayTarget> = {}, more: Partial<TargetContext> = {}): RelayTarget => {
    const target = makeTarget(changes);
    supervisor = new TargetSupervisor(target, { ...context, ...more });
    ticker.add({
      flows: 1,
      flush: (now) => {
        const batch = log.cut();
        supervisor.flush(now, permit.mayForward ? batch : null);
        log.trim();
      },
    });
    return target;
  };
  const status = (): TargetStatus => supervisor.status(ticker.now);
  const play = async (milliseconds: number): Promise<void> => {
    for (let played = 0; played < milliseconds; played += 40) {
      publication.write(video(frame * 40, videoFrame(frame, frame % 25 === 0 ? 'key' : 'inter', 1_000)), ticker.now);
      frame += 1;
      await ticker.pass(40);
    }
  };

  it('is off while it is not enabled, and waits until the session starts', async () => {
    supervise({ enabled: false });
    supervisor.start();
    await ticker.pass(1_000);
    expect([status().state, destination.connections]).toEqual(['off', 0]);
    const enabled = makeTarget();
    supervisor = new TargetSupervisor(enabled, context);
    expect(status().state).toBe('waiting');
  });

  it('foresees what will be in the way while it waits, again after an edit, and forgets it when it streams', async () => {
    const target = supervise();
    destination.refuse('tls_untrusted');
    supervisor.probe();
    await settle();
    expect(status()).toMatchObject({ state: 'waiting', attempt: 0, lastError: { code: 'tls_untrusted' } });
    destination.refuse(null);
    supervisor.update({ ...target, url: 'rtmp://other.example/live' });
    await settle();
    expect(status()).toMatchObject({ state: 'waiting', lastError: null });
    expect([destination.probes, destination.connections, destination.goodbyes]).toEqual([1, 0, 0]);
    destination.refuse('dns_not_found');
    supervisor.update(target);
    await settle();
    destination.refuse(null);
    supervisor.start();
    expect(status()).toMatchObject({ state: 'connecting', lastError: null });
    await play(500);
    expect(status()).toMatchObject({ state: 'live', reconnects: 0 });
  });

  it('looks ahead only while it waits, and gives the look up when the encoder comes', async () => {
    supervise({ enabled: false });
    supervisor.probe();
    await settle();
    expect(destination.probes).toBe(0);
    supervise();
    destination.refuse('connection_timeout');
    supervisor.probe();
    supervisor.start();
    destination.refuse(null);
    await settle();
    expect(status()).toMatchObject({ state: 'connecting', lastError: null });
    supervisor.probe();
    await settle();
    expect(destination.probes).toBe(0);
  });

  it('is connecting until the first bytes have left, then live', async () => {
    supervise();
    supervisor.start();
    await ticker.pass(200);
    expect([status().state, destination.connections]).toEqual(['connecting', 1]);
    await play(1_000);
    expect(status()).toMatchObject({ state: 'live', attempt: 0, reconnects: 0, lastError: null, nextRetryAt: null });
    expect(status().bytesSent).toBeGreaterThan(20_000);
    expect(status().bitrateKbps).toBeGreaterThan(100);
  });

  it('retries with growing, capped, jittered waits and says when and why', async () => {
    supervise();
    destination.refuse('connection_refused');
    supervisor.start();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      await settle();
      expect(status()).toMatchObject({ state: 'retrying', attempt, lastError: { code: 'connection_refused' } });
      waits.push(Date.parse(status().nextRetryAt!) - ticker.clock.wall());
      await ticker.pass(waits.at(-1)!);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, RETRY_CAP_MS, RETRY_CAP_MS]);
    random = 0.25;
    await ticker.pass(RETRY_CAP_MS);
    expect(Date.parse(status().nextRetryAt!) - ticker.clock.wall()).toBe(RETRY_CAP_MS / 4);
  });

  it('a target that comes back is live again, from a keyframe on, and its error is gone', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    destination.hangUp();
    await settle();
    expect(status()).toMatchObject({ state: 'retrying', lastError: { code: 'closed_by_peer' } });
    await play(2_000);
    expect(status()).toMatchObject({ state: 'live', lastError: null, reconnects: 1, attempt: 0 });
    expect(destination.connections).toBe(2);
  });

  it('counts failures on while it is not healthy for long, and starts anew when it was', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    destination.hangUp();
    await settle();
    await play(1_200);
    expect(status().state).toBe('live');
    destination.hangUp();
    await settle();
    expect(status().attempt).toBe(2);
    await play(3_000);
    expect(status().state).toBe('live');
    await play(HEALTHY_AFTER_MS);
    destination.hangUp();
    await settle();
    expect(status().attempt).toBe(1);
  });

  it.each<TargetErrorCode>(['key_refused', 'app_unknown', 'rejected', 'stream_in_use', 'tls_untrusted'])(
    'a refusal (%s) is shown as refused and tried every minute',
    async (code) => {
      supervise();
      destination.refuse(code);
      supervisor.start();
      await settle();
      expect(status()).toMatchObject({ state: 'refused', lastError: { code } });
      expect(Date.parse(status().nextRetryAt!) - ticker.clock.wall()).toBe(REFUSED_RETRY_MS);
      destination.refuse(null);
      await ticker.pass(REFUSED_RETRY_MS);
      expect(destination.connections).toBe(1);
    },
  );

  it('a key in use right after a connection of our own is tried again soon', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    destination.refuse('stream_in_use');
    destination.hangUp();
    await ticker.pass(1_200);
    expect(status()).toMatchObject({ state: 'retrying', lastError: { code: 'stream_in_use' } });
    destination.refuse(null);
    await play(4_000);
    expect(status().state).toBe('live');
  });

  it('a key in use right after the session moved here is tried again soon', async () => {
    supervise({}, { moved: true });
    destination.refuse('stream_in_use');
    supervisor.start();
    await settle();
    expect(status().state).toBe('retrying');
  });

  it('tries at once when it is asked to', async () => {
    supervise();
    destination.refuse('key_refused');
    supervisor.start();
    await settle();
    destination.refuse(null);
    expect(supervisor.retryNow()).toBe(true);
    await settle();
    expect(destination.connections).toBe(1);
  });

  it('has nothing to try when it is off or the session does not stream', () => {
    supervise({ enabled: false });
    supervisor.start();
    expect(supervisor.retryNow()).toBe(false);
  });

  it('a changed name does not touch the connection', async () => {
    const target = supervise();
    supervisor.start();
    await play(1_000);
    supervisor.update({ ...target, name: 'Renamed' });
    await play(400);
    expect(status()).toMatchObject({ name: 'Renamed', state: 'live' });
    expect([destination.connections, destination.goodbyes]).toEqual([1, 0]);
  });

  it('a changed key says goodbye, connects anew and forgets earlier failures', async () => {
    const target = supervise();
    supervisor.start();
    await play(1_000);
    supervisor.update({ ...target, key: 'another' });
    expect(status()).toMatchObject({ state: 'connecting', attempt: 0, lastError: null });
    await play(400);
    expect(status().state).toBe('live');
    expect([destination.connections, destination.goodbyes]).toEqual([2, 1]);
  });

  it('a corrected key ends the wait after a refusal', async () => {
    const target = supervise();
    destination.refuse('key_refused');
    supervisor.start();
    await settle();
    destination.refuse(null);
    supervisor.update({ ...target, key: 'right' });
    await settle();
    expect(destination.connections).toBe(1);
  });

  it('is switched off and on while it streams', async () => {
    const target = supervise();
    supervisor.start();
    await play(1_000);
    supervisor.update({ ...target, enabled: false });
    await settle();
    expect([status().state, destination.goodbyes]).toEqual(['off', 1]);
    supervisor.update({ ...target, enabled: true });
    await play(400);
    expect([status().state, destination.connections]).toEqual(['live', 2]);
  });

  it('stops with a goodbye, or without one when somebody else goes on', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    await supervisor.stop('goodbye');
    expect([status().state, destination.goodbyes]).toEqual(['stopped', 1]);
    supervise();
    supervisor.start();
    await play(1_000);
    await supervisor.stop('drop');
    expect([status().state, destination.goodbyes]).toEqual(['stopped', 1]);
  });

  it('stops while it waits for a retry', async () => {
    supervise();
    destination.refuse('connection_refused');
    supervisor.start();
    await settle();
    await supervisor.stop('goodbye');
    await ticker.pass(5_000);
    expect([status().state, destination.connections]).toEqual(['stopped', 0]);
  });

  it('a target that reads too slowly is reported as such, and no longer once it keeps up', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    destination.stopReading();
    await play(4_000);
    destination.startReading();
    await play(1_000);
    expect(status()).toMatchObject({ state: 'live', lastError: { code: 'too_slow' } });
    expect(status().framesDropped).toBeGreaterThan(10);
    await play(11_000);
    expect(status()).toMatchObject({ state: 'live', lastError: null });
  });

  it('sends nothing while the claim does not allow it, neither at a flush nor when a target drains', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    destination.stopReading();
    await play(200);
    permit.mayForward = false;
    const before = destination.messages.length;
    destination.startReading();
    await play(200);
    const drained = destination.messages.length - before;
    await play(7_000);
    expect(destination.messages.length - before).toBe(drained);
    expect(drained).toBeLessThanOrEqual(2);
    permit.mayForward = true;
    await play(1_000);
    expect(destination.messages.length - before).toBeGreaterThan(20);
  });

  it('keeps its numbers over several connections', async () => {
    supervise();
    supervisor.start();
    await play(1_000);
    const before = status().bytesSent;
    destination.hangUp();
    await play(2_000);
    expect(status().bytesSent).toBeGreaterThan(before);
  });

  it('an address that cannot be dialled is reported, an exception of ours goes to the log as well', async () => {
    supervise(
      {},
      {
        dial: () => {
          throw new TargetUrlError('no host');
        },
      },
    );
    supervisor.start();
    await settle();
    expect(status()).toMatchObject({ state: 'retrying', lastError: { code: 'protocol_error' } });
    const fault = new Error('bug');
    supervise(
      {},
      {
        dial: () => {
          throw fault;
        },
      },
    );
    supervisor.start();
    await settle();
    expect(status().state).toBe('retrying');
    expect(bugs.splice(0)).toEqual([fault]);
  });

  it('starts a returning target from the cached group of pictures', async () => {
    for (const message of stream({ duration: 2_000, gop: 25 })) publication.write(message, ticker.now);
    supervise();
    supervisor.start();
    await ticker.pass(100);
    expect(destination.messages.map(({ payload }) => payload[0])).toContain(0x17);
    expect(destination.messages.filter(({ type }) => type === 9)).toHaveLength(1 + 25);
  });
});
