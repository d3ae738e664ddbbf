import { dialLocal, TestEncoder } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { longestGap, tell } from './survival/figures.js';
import { type Show, Stage } from './survival/stage.js';

/** From a thousand addresses, ten connections each. */
const FLOOD = { connections: 10_000, perAddress: 10, atOnce: 200 };
/** Refused publishes after which the edge blocks an address. */
const REFUSALS = 10;
/** Milliseconds without a packet that a running stream may see. */
const GAP_MS_MAX = 1_000;

describe('an edge with the limits that it has on the open internet', () => {
  const stage = new Stage();
  const flooders: Socket[] = [];
  let ada: Show;
  /** What this process itself could not look is no gap of the stream. */
  const ownStalls = monitorEventLoopDelay();

  beforeAll(async () => {
    await stage.open({ ingestNodes: 1, env: { MIDSTATION_RATE_LIMIT_FACTOR: '1' } });
    ada = await stage.show('ada');
    ownStalls.enable();
  }, 120_000);

  afterAll(async () => {
    for (const socket of flooders) socket.destroy();
    await stage.close();
  });

  /** Expects that nothing of the stream was lost, and that no destination waited for it. */
  const expectUntouched = async (since: number): Promise<number> => {
    await stage.picturesAfter('ada', performance.now());
    const gaps = stage.destinations.map((destination) => longestGap(destination.packets('ada'), since));
    expect(Math.max(...gaps)).toBeLessThan(GAP_MS_MAX + ownStalls.max / 1e6);
    for (const destination of stage.destinations) {
      expect(destination.publications('ada')).toHaveLength(1);
      expect(stage.feed.losses(destination.packets('ada', since))).toEqual({ lost: 0, repeated: 0 });
    }
    expect(ada.encoder.hasEnded).toBe(false);
    return Math.max(...gaps);
  };

  const dialFrom = async (localAddress: string): Promise<void> => {
    const socket = connect({ host: '127.0.0.1', port: stage.installation.ports.rtmp, localAddress });
    socket.on('error', () => undefined);
    flooders.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
  };

  it('carries its streams on without a gap while ten thousand connections come in', async () => {
    const since = performance.now();
    for (let from = 0; from < FLOOD.connections; from += FLOOD.atOnce) {
      const numbers = Array.from({ length: FLOOD.atOnce }, (_, index) => from + index);
      const addresses = numbers.map((number) => Math.floor(number / FLOOD.perAddress));
      await Promise.all(addresses.map((address) => dialFrom(`127.1.${address >> 8}.${address & 255}`)));
    }
    const took = performance.now() - since;
    const gap = await expectUntouched(since);
    tell('10,000 connections while a stream runs', { 'took, ms': took, 'longest gap of the stream, ms': gap });
  }, 120_000);

  it('lets encoders in again once the flood is gone', async () => {
    for (const socket of flooders.splice(0)) socket.destroy();
    const bob = await stage.installation.streamer('bob');
    await bob.useSetting([{ url: stage.destinations[0]!.url, key: 'bob' }]);
    await bob.goLive();
    const encoder = await bob.publish(stage.feed.file, { loop: true });
    await bob.sees(({ targets }) => expect(targets[0]?.state).toBe('live'));
    await encoder.stop();
  });

  it('blocks an address that was refused ten times, and not the stream that comes from it', async () => {
    const since = performance.now();
    const { rtmp } = stage.installation.ports;
    for (let count = 0; count < REFUSALS; count++) {
      const guess = await TestEncoder.publish(rtmp, `guess-${count}`, 'ada');
      await guess.whenClosed();
      expect(guess.statuses).toEqual(['NetStream.Publish.Rejected']);
    }
    const turnedAway = (await dialLocal(rtmp)).on('error', () => undefined);
    let heard = 0;
    turnedAway.on('data', ({ length }) => (heard += length)).write(Buffer.alloc(1_537, 3)); // what a handshake begins with
    await new Promise((resolve) => turnedAway.once('close', resolve));
    expect(heard).toBe(0);
    await expectUntouched(since);
  });
});
