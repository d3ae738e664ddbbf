import { type TargetErrorCode, TargetUrlError } from '@mid-station/rtmp';
import { stream } from '../testing/media.js';
import { TargetStage } from '../testing/target-stage.js';
import { settle } from '../testing/virtual-ticker.js';
import { HEALTHY_AFTER_MS, REFUSED_RETRY_MS, RETRY_CAP_MS } from '../limits.js';

describe('retries and refusals of a target', () => {
  let stage: TargetStage;

  beforeEach(() => {
    stage = new TargetStage();
  });

  afterEach(() => expect(stage.bugs).toEqual([]));

  it('retries with growing, capped, jittered waits and says when and why', async () => {
    stage.supervise();
    stage.destination.refuse('connection_refused');
    stage.supervisor.start();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      await settle();
      expect(stage.status()).toMatchObject({ state: 'retrying', attempt, lastError: { code: 'connection_refused' } });
      waits.push(stage.wait());
      await stage.ticker.pass(waits.at(-1)!);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, RETRY_CAP_MS, RETRY_CAP_MS]);
    stage.random = 0.25;
    await stage.ticker.pass(RETRY_CAP_MS);
    expect(stage.wait()).toBe(RETRY_CAP_MS / 4);
  });

  it('a target that comes back is live again, from a keyframe on, and its error is gone', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.destination.hangUp();
    await settle();
    expect(stage.status()).toMatchObject({ state: 'retrying', lastError: { code: 'closed_by_peer' } });
    await stage.play(2_000);
    expect(stage.status()).toMatchObject({ state: 'live', lastError: null, reconnects: 1, attempt: 0 });
    expect(stage.destination.connections).toBe(2);
  });

  it('counts failures on while it is not healthy for long, and starts anew when it was', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.destination.hangUp();
    await settle();
    await stage.play(1_200);
    expect(stage.status().state).toBe('live');
    stage.destination.hangUp();
    await settle();
    expect(stage.status().attempt).toBe(2);
    await stage.play(3_000);
    expect(stage.status().state).toBe('live');
    await stage.play(HEALTHY_AFTER_MS);
    stage.destination.hangUp();
    await settle();
    expect(stage.status().attempt).toBe(1);
  });

  it.each<TargetErrorCode>(['key_refused', 'app_unknown', 'rejected', 'stream_in_use', 'tls_untrusted'])(
    'a refusal (%s) is shown as refused and tried every minute',
    async (code) => {
      stage.supervise();
      stage.destination.refuse(code);
      stage.supervisor.start();
      await settle();
      expect(stage.status()).toMatchObject({ state: 'refused', lastError: { code } });
      expect(stage.wait()).toBe(REFUSED_RETRY_MS);
      stage.destination.refuse(null);
      await stage.ticker.pass(REFUSED_RETRY_MS);
      expect(stage.destination.connections).toBe(1);
    },
  );

  it('a key in use right after a connection of our own is tried again soon', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.destination.refuse('stream_in_use');
    stage.destination.hangUp();
    await stage.ticker.pass(1_200);
    expect(stage.status()).toMatchObject({ state: 'retrying', lastError: { code: 'stream_in_use' } });
    stage.destination.refuse(null);
    await stage.play(4_000);
    expect(stage.status().state).toBe('live');
  });

  it('a key in use right after the session moved here is tried again soon', async () => {
    stage.supervise({}, { moved: true });
    stage.destination.refuse('stream_in_use');
    stage.supervisor.start();
    await settle();
    expect(stage.status().state).toBe('retrying');
  });

  it('tries at once when it is asked to', async () => {
    stage.supervise();
    stage.destination.refuse('key_refused');
    stage.supervisor.start();
    await settle();
    stage.destination.refuse(null);
    expect(stage.supervisor.retryNow()).toBe(true);
    await settle();
    expect(stage.destination.connections).toBe(1);
  });

  it('has nothing to try when it is off or the session does not stream', () => {
    stage.supervise({ enabled: false });
    stage.supervisor.start();
    expect(stage.supervisor.retryNow()).toBe(false);
  });

  it('keeps its numbers over several connections', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    const before = stage.status().bytesSent;
    stage.destination.hangUp();
    await stage.play(2_000);
    expect(stage.status().bytesSent).toBeGreaterThan(before);
  });

  it('an address that cannot be dialled is reported, an exception of ours goes to the log as well', async () => {
    const failing = (error: Error): Promise<void> => {
      const dial = (): never => {
        throw error;
      };
      stage.supervise({}, { dial });
      stage.supervisor.start();
      return settle();
    };
    await failing(new TargetUrlError('no host'));
    expect(stage.status()).toMatchObject({ state: 'retrying', lastError: { code: 'protocol_error' } });
    const fault = new Error('bug');
    await failing(fault);
    expect(stage.status().state).toBe('retrying');
    expect(stage.bugs.splice(0)).toEqual([fault]);
  });

  it('a mistake of ours that ends a connection goes to the log, and the target is tried again', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    const fault = new Error('bug');
    stage.destination.hangUp(fault);
    await settle();
    expect(stage.status()).toMatchObject({ state: 'retrying', lastError: { code: 'protocol_error' } });
    expect(stage.bugs.splice(0)).toEqual([fault]);
  });

  it('starts a returning target from the cached group of pictures', async () => {
    for (const message of stream({ duration: 2_000, gop: 25 })) stage.publication.write(message, stage.ticker.now);
    stage.supervise();
    stage.supervisor.start();
    await stage.ticker.pass(100);
    expect(stage.destination.messages.map(({ payload }) => payload[0])).toContain(0x17);
    expect(stage.destination.messages.filter(({ type }) => type === 9)).toHaveLength(1 + 25);
  });
});
