import { TargetStage } from '../testing/target-stage.js';
import { settle } from '../testing/virtual-ticker.js';

describe('edits and the end of a target', () => {
  let stage: TargetStage;

  beforeEach(() => {
    stage = new TargetStage();
  });

  afterEach(() => expect(stage.bugs).toEqual([]));

  it('a changed name does not touch the connection', async () => {
    const target = stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.supervisor.update({ ...target, name: 'Renamed' });
    await stage.play(400);
    expect(stage.status()).toMatchObject({ name: 'Renamed', state: 'live' });
    expect([stage.destination.connections, stage.destination.goodbyes]).toEqual([1, 0]);
  });

  it('a changed key says goodbye, connects anew and forgets earlier failures', async () => {
    const target = stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.supervisor.update({ ...target, key: 'another' });
    expect(stage.status()).toMatchObject({ state: 'connecting', attempt: 0, lastError: null });
    await stage.play(400);
    expect(stage.status().state).toBe('live');
    expect([stage.destination.connections, stage.destination.goodbyes]).toEqual([2, 1]);
  });

  it('a corrected key ends the wait after a refusal', async () => {
    const target = stage.supervise();
    stage.destination.refuse('key_refused');
    stage.supervisor.start();
    await settle();
    stage.destination.refuse(null);
    stage.supervisor.update({ ...target, key: 'right' });
    await settle();
    expect(stage.destination.connections).toBe(1);
  });

  it('is switched off and on while it streams', async () => {
    const target = stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    stage.supervisor.update({ ...target, enabled: false });
    await settle();
    expect([stage.status().state, stage.destination.goodbyes]).toEqual(['off', 1]);
    stage.supervisor.update({ ...target, enabled: true });
    await stage.play(400);
    expect([stage.status().state, stage.destination.connections]).toEqual(['live', 2]);
  });

  it('stops with a goodbye, or without one when somebody else goes on', async () => {
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    await stage.supervisor.stop('goodbye');
    expect([stage.status().state, stage.destination.goodbyes]).toEqual(['stopped', 1]);
    stage.supervise();
    stage.supervisor.start();
    await stage.play(1_000);
    await stage.supervisor.stop('drop');
    expect([stage.status().state, stage.destination.goodbyes]).toEqual(['stopped', 1]);
  });

  it('stops while it waits for a retry', async () => {
    stage.supervise();
    stage.destination.refuse('connection_refused');
    stage.supervisor.start();
    await settle();
    await stage.supervisor.stop('goodbye');
    await stage.ticker.pass(5_000);
    expect([stage.status().state, stage.destination.connections]).toEqual(['stopped', 0]);
  });
});
