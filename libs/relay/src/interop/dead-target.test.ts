import { MessageType } from '@mid-station/rtmp';
import { until } from '@mid-station/rtmp/testing';
import { Relay } from '../relay.js';
import { Cleanup } from '../testing/cleanup.js';
import { AUDIO_MS, stream } from '../testing/media.js';
import { memoryInUse } from '../testing/memory.js';
import { makeOptions, makeTarget } from '../testing/relay-setup.js';
import { RtmpDestination } from '../testing/rtmp-destination.js';
import { VirtualTicker } from '../testing/virtual-ticker.js';

const MINUTE = 60_000;
/** Bytes of a frame at 25 frames a second for 6 Mbit/s. */
const FRAME_BYTES = 30_000;
/** What one dead target may cost in memory: its bound of waiting media and what its socket holds. */
const MEMORY_MAX = 12 * 1024 * 1024;

describe('a destination that accepts and never reads', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  it('at 6 Mbit/s for a minute costs bounded memory and takes nothing from the one beside it', async () => {
    const dead = await RtmpDestination.start();
    const healthy = await RtmpDestination.start();
    cleanup.add(() => Promise.all([dead.close(), healthy.close()]));
    dead.stopReading();
    const ticker = new VirtualTicker();
    const targets = [dead, healthy].map(({ address }) => makeTarget(address));
    const relay = new Relay(makeOptions({ ticker, targets }));
    cleanup.add(() => relay.close('lost'));
    const feed = relay.attachPublisher({ remote: '127.0.0.1' });
    await until(() => dead.connections + healthy.connections === 2);
    const messages = stream({ duration: MINUTE, frameBytes: FRAME_BYTES });
    const frames = messages.filter(({ type, payload }) => type === MessageType.Video && payload[1] === 1).length;
    let arrived = 0;
    let highest = 0;
    const before = memoryInUse();
    for (const [index, message] of messages.entries()) {
      feed.write(message);
      const isTickOver = messages[index + 1]?.timestamp !== message.timestamp;
      if (!isTickOver) continue;
      await ticker.pass(AUDIO_MS);
      arrived += takeFrames(healthy);
      if (message.timestamp % 10_000 === 0) highest = Math.max(highest, memoryInUse() - before);
    }
    await ticker.pass(1_000);
    await until(() => (arrived += takeFrames(healthy)) === frames);
    expect(relay.status().targets.map(({ framesDropped }) => framesDropped > 1_000)).toEqual([true, false]);
    expect(relay.status().targets[1]).toMatchObject({ state: 'live', framesDropped: 0, lastError: null });
    expect(highest).toBeLessThan(MEMORY_MAX);
  }, 120_000);
});

/** Counts the pictures that arrived and forgets them, so that the test itself holds no memory. */
function takeFrames(destination: RtmpDestination): number {
  const frames = destination.messages.filter(({ type, payload }) => type === MessageType.Video && payload[1] === 1);
  destination.messages = [];
  return frames.length;
}
