import { MessageType } from '@mid-station/rtmp';
import { STAMP_OFFSET, type StampedType, withStampRoom, writeStamp } from '../feed/stamp.js';
import { Arrivals, type ArrivingStream } from './arrivals.js';
import { monotonicMicros } from './clock.js';

const FRAMES: Record<StampedType, Buffer> = {
  [MessageType.Video]: Buffer.from('1701000000ff', 'hex'),
  [MessageType.Audio]: Buffer.from('af01ff', 'hex'),
};

function arrive(stream: ArrivingStream, type: StampedType, sequence: number, ageMs = 0): void {
  const payload = withStampRoom(type, FRAMES[type]);
  writeStamp(payload, STAMP_OFFSET[type], { sequence, micros: monotonicMicros() - ageMs * 1000 });
  stream.take({ type, timestamp: 0, payload });
}

describe('what reaches the sink', () => {
  let arrivals: Arrivals;
  let stream: ArrivingStream;

  beforeEach(() => {
    arrivals = new Arrivals();
    stream = arrivals.newStream();
  });

  it('is not missing anything when a stream begins in the middle', () => {
    [7, 8, 9].forEach((sequence) => arrive(stream, MessageType.Video, sequence));
    expect(arrivals.report()).toMatchObject({ received: 3, dropped: 0 });
  });

  it('misses the frames that a sequence leaves out', () => {
    [0, 1, 4].forEach((sequence) => arrive(stream, MessageType.Video, sequence));
    expect(arrivals.report().dropped).toBe(2);
  });

  it('counts a repeated frame as one that went wrong', () => {
    [0, 1, 1, 2].forEach((sequence) => arrive(stream, MessageType.Audio, sequence));
    expect(arrivals.report().dropped).toBe(1);
  });

  it('keeps audio and video apart, and streams apart', () => {
    const other = arrivals.newStream();
    arrive(stream, MessageType.Video, 0);
    arrive(stream, MessageType.Audio, 5);
    arrive(other, MessageType.Video, 9);
    arrive(stream, MessageType.Video, 1);
    expect(arrivals.report()).toMatchObject({ received: 4, dropped: 0 });
  });

  it('still misses what was lost around a reset', () => {
    arrive(stream, MessageType.Video, 0);
    arrivals.reset();
    arrive(stream, MessageType.Video, 2);
    expect(arrivals.report()).toMatchObject({ received: 1, dropped: 1 });
  });

  it('has the age of its stamp as latency', () => {
    arrive(stream, MessageType.Video, 0, 25);
    const { max } = arrivals.report().latencyMs;
    expect(max).toBeGreaterThanOrEqual(25);
    expect(max).toBeLessThan(1_000);
  });

  it('is live from its first picture until it ends', () => {
    arrive(stream, MessageType.Audio, 0);
    expect(arrivals.live).toBe(0);
    arrive(stream, MessageType.Video, 0);
    arrive(stream, MessageType.Video, 1);
    expect(arrivals.live).toBe(1);
    stream.end();
    stream.end();
    expect(arrivals.live).toBe(0);
  });
});
