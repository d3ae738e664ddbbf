import { ClientStage } from '../testing/client-stage.js';
import { politely } from '../testing/fake-target.js';
import { until } from '../testing/tcp.js';

describe('a target that does not read', () => {
  const stage = ClientStage.forEach();

  it('a target that never reads stops the writer, and counts as stalled when nothing moves', async () => {
    await stage.open(politely, { timeouts: { stallMs: 300 } });
    stage.target.sockets[0]!.pause();
    const closed = stage.watchClose();
    let written = 0;
    while (stage.client.write(stage.video(100_000))) {
      written += 100_000;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stage.client.bufferedBytes).toBeLessThan(1_000_000);
    expect(written).toBeLessThan(20_000_000);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code: 'stalled' });
  });

  it('a target that reads slowly is not stalled', async () => {
    await stage.open(politely, { timeouts: { stallMs: 500 } });
    const socket = stage.target.sockets[0]!.pause();
    const closed = stage.watchClose();
    while (stage.client.write(stage.video(1_000_000))) await new Promise((resolve) => setImmediate(resolve));
    const reading = setInterval(() => {
      socket.resume();
      setImmediate(() => socket.pause());
    }, 100);
    stage.client.onDrain = () => void stage.client.write(stage.video(1_000_000));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    clearInterval(reading);
    expect(closed).toEqual([]);
  });

  it('says when it can be written to again', async () => {
    await stage.open();
    const { socket } = { socket: stage.target.sockets[0]! };
    socket.pause();
    while (stage.client.write(stage.video(100_000))) await new Promise((resolve) => setImmediate(resolve));
    const drained = new Promise<void>((resolve) => (stage.client.onDrain = resolve));
    socket.resume();
    await drained;
    expect(stage.client.bufferedBytes).toBe(0);
  });

  it('does not take silence for a stall when nothing waits to be sent', async () => {
    await stage.open(politely, { timeouts: { stallMs: 50 } });
    const closed = stage.watchClose();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(closed).toEqual([]);
  });
});
