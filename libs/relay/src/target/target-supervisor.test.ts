import { TargetStage } from '../testing/target-stage.js';
import { settle } from '../testing/virtual-ticker.js';

describe('target supervisor', () => {
  let stage: TargetStage;

  beforeEach(() => {
    stage = new TargetStage();
  });

  afterEach(() => expect(stage.bugs).toEqual([]));

  it('is off while it is not enabled, and waits until the session starts', async () => {
    stage.supervise({ enabled: false });
    stage.supervisor.start();
    await stage.ticker.pass(1_000);
    expect([stage.status().state, stage.destination.connections]).toEqual(['off', 0]);
    stage.supervise();
    expect(stage.status().state).toBe('waiting');
  });

  it('foresees what will be in the way while it waits, again after an edit, and forgets it when it streams', async () => {
    const target = stage.supervise();
    stage.destination.refuse('tls_untrusted');
    stage.supervisor.probe();
    await settle();
    expect(stage.status()).toMatchObject({ state: 'waiting', attempt: 0, lastError: { code: 'tls_untrusted' } });
    stage.destination.refuse(null);
    stage.supervisor.update({ ...target, url: 'rtmp://other.example/live' });
    await settle();
    expect(stage.status()).toMatchObject({ state: 'waiting', lastError: null });
    expect([stage.destination.probes, stage.destination.connections, stage.destination.goodbyes]).toEqual([1, 0, 0]);
    stage.destination.refuse('dns_not_found');
    stage.supervisor.update(target);
    await settle();
    stage.destination.refuse(null);
    stage.supervisor.start();
    expect(stage.status()).toMatchObject({ state: 'connecting', lastError: null });
    await stage.play(500);
    expect(stage.status()).toMatchObject({ state: 'live', reconnects: 0 });
  });

  it('looks ahead only while it waits, and gives the look up when the encoder comes', async () => {
    stage.supervise({ enabled: false });
    stage.supervisor.probe();
    await settle();
    expect(stage.destination.probes).toBe(0);
    stage.supervise();
    stage.destination.refuse('connection_timeout');
    stage.supervisor.probe();
    stage.supervisor.start();
    stage.destination.refuse(null);
    await settle();
    expect(stage.status()).toMatchObject({ state: 'connecting', lastError: null });
    stage.supervisor.probe();
    await settle();
    expect(stage.destination.probes).toBe(0);
  });

  it('is connecting until the first bytes have left, then live', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.ticker.pass(200);
    expect([stage.status().state, stage.destination.connections]).toEqual(['connecting', 1]);
    await stage.play(1_000);
    expect(stage.status()).toMatchObject({
      state: 'live',
      attempt: 0,
      reconnects: 0,
      lastError: null,
      nextRetryAt: null,
    });
    expect(stage.status().bytesSent).toBeGreaterThan(20_000);
    expect(stage.status().bitrateKbps).toBeGreaterThan(100);
  });

  it('a target that reads too slowly is reported as such, and no longer once it keeps up', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.destination.stopReading();
    await stage.play(4_000);
    stage.destination.startReading();
    await stage.play(1_000);
    expect(stage.status()).toMatchObject({ state: 'live', lastError: { code: 'too_slow' } });
    expect(stage.status().framesDropped).toBeGreaterThan(10);
    await stage.play(11_000);
    expect(stage.status()).toMatchObject({ state: 'live', lastError: null });
  });

  it('sends nothing while the claim does not allow it, neither at a flush nor when a target drains', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.destination.stopReading();
    await stage.play(200);
    stage.permit.mayForward = false;
    const before = stage.destination.messages.length;
    stage.destination.startReading();
    await stage.play(200);
    const drained = stage.destination.messages.length - before;
    await stage.play(7_000);
    expect(stage.destination.messages.length - before).toBe(drained);
    expect(drained).toBeLessThanOrEqual(2);
    stage.permit.mayForward = true;
    await stage.play(1_000);
    expect(stage.destination.messages.length - before).toBeGreaterThan(20);
  });
});
