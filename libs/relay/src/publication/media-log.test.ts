import { MessageType } from '@mid-station/rtmp';
import { audioFrame, videoFrame } from '../testing/media.js';
import { NO_HEADERS } from './headers.js';
import { messageBytes } from './log-entry.js';
import { MediaLog } from './media-log.js';
import { SlabPool } from './slab.js';
import { payloadOf } from './wire.js';
import { GOP_CACHE_BYTES_MAX, GOP_CACHE_MS_MAX, SLAB_BYTES } from '../limits.js';

describe('media log', () => {
  let log: MediaLog;

  beforeEach(() => {
    log = new MediaLog(new SlabPool());
  });

  const addVideo = (timestamp: number, kind: 'key' | 'inter', bytes = 100): void => {
    const startHeaders = kind === 'key' ? NO_HEADERS : undefined;
    log.append({ type: MessageType.Video, timestamp, payload: videoFrame(timestamp, kind, bytes), startHeaders }, 0);
  };

  it('hands out everything since the last cut as one buffer', () => {
    addVideo(0, 'key');
    addVideo(40, 'inter');
    log.append({ type: MessageType.Audio, timestamp: 40, payload: audioFrame(1) }, 0);
    const first = log.cut();
    addVideo(80, 'inter');
    const second = log.cut();
    expect([first.from, first.to, second.from, second.to]).toEqual([0, 3, 3, 4]);
    expect(first.run.buffers).toHaveLength(1);
    expect(first.run.bytes).toBe(log.position - second.run.bytes);
    expect(log.cut().run.buffers).toHaveLength(0);
  });

  it('keeps the newest group of pictures and nothing older', () => {
    addVideo(0, 'key');
    addVideo(40, 'inter');
    addVideo(80, 'key');
    addVideo(120, 'inter');
    log.cut();
    log.trim();
    expect(log.startSequence).toBe(2);
    expect(payloadOf(messageBytes(log.entry(2))).equals(videoFrame(80, 'key'))).toBe(true);
    expect(() => log.entry(1)).toThrow(RangeError);
  });

  it('keeps what its slowest reader needs', () => {
    const reader = { cursor: 1 as number | null };
    log.addReader(reader);
    addVideo(0, 'key');
    addVideo(40, 'inter');
    addVideo(80, 'key');
    log.cut();
    log.trim();
    expect(log.entry(1).timestamp).toBe(40);
    reader.cursor = null;
    log.trim();
    expect(() => log.entry(1)).toThrow(RangeError);
  });

  it('lets go of a group of pictures with too many bytes', () => {
    addVideo(0, 'key');
    addVideo(40, 'inter', GOP_CACHE_BYTES_MAX);
    expect(log.startSequence).toBeNull();
    addVideo(80, 'key');
    expect(log.startSequence).toBe(2);
  });

  it('lets go of a group of pictures that lasts too long', () => {
    addVideo(0, 'key');
    addVideo(GOP_CACHE_MS_MAX, 'inter');
    expect(log.startSequence).toBe(0);
    addVideo(GOP_CACHE_MS_MAX + 40, 'inter');
    expect(log.startSequence).toBeNull();
  });

  it('remembers the last keyframe even when its group of pictures is gone', () => {
    addVideo(0, 'key');
    for (let index = 1; index < 20; index++) addVideo(index * 1_000, 'inter', SLAB_BYTES / 4);
    log.cut();
    log.trim();
    expect(log.lastKeyframe?.payload.equals(videoFrame(0, 'key'))).toBe(true);
  });

  it('uses the same memory again: a steady stream allocates nothing', () => {
    const slabs = new Set<unknown>();
    for (let index = 0; index < 2_000; index++) {
      addVideo(index * 40, index % 50 === 0 ? 'key' : 'inter', 20_000);
      slabs.add(log.entry(log.end - 1).slab);
      log.cut();
      log.trim();
    }
    expect(slabs.size).toBeLessThanOrEqual(6);
  });

  it('stores a message larger than a slab', () => {
    addVideo(0, 'key', 3 * SLAB_BYTES);
    expect(log.lastKeyframe?.payload.length).toBe(3 * SLAB_BYTES);
  });

  it('returns every slab when it closes', () => {
    addVideo(0, 'key', SLAB_BYTES / 2);
    addVideo(40, 'inter', SLAB_BYTES / 2);
    const slabs = [log.entry(0).slab, log.entry(1).slab];
    log.close();
    expect(slabs.map(({ references }) => references)).toEqual([0, 0]);
  });
});
