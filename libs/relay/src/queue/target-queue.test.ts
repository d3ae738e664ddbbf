import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { ChunkReader } from '../testing/chunk-reader.js';
import { AAC_HEADER, AVC_HEADER, audio, METADATA, stream, video, videoFrame } from '../testing/media.js';
import { SeededRandom } from '../testing/random.js';
import { Timeline } from '../timeline/timeline.js';
import { TargetQueue } from './target-queue.js';
import { DISPOSABLE_AGE_MS_MAX, PICTURE_AGE_MS_MAX, QUEUE_AGE_MS_MAX, QUEUE_BYTES_MAX } from '../limits.js';

class Bench {
  now = 0;
  readonly log = new MediaLog();
  readonly publication = new Publication(this.log, new Timeline());

  /** Feeds messages at their own pace. */
  feed(messages: readonly MediaMessage[]): void {
    for (const message of messages) {
      this.now = Math.max(this.now, message.timestamp);
      this.publication.write(message, this.now);
    }
    this.log.cut();
  }
}

/** Takes everything that a queue has to give at `now`. */
function takeAll(queue: TargetQueue, now: number): MediaMessage[] {
  const messages: MediaMessage[] = [];
  const reader = new ChunkReader((message) => messages.push(message));
  for (let run = queue.take(now, null); run.bytes > 0; run = queue.take(now, null)) {
    for (const bytes of run.buffers) reader.push(bytes);
  }
  return messages;
}

const isKey = ({ type, payload }: MediaMessage): boolean =>
  type === MessageType.Video && payload[0] === 0x17 && payload[1] === 1;
const isPicture = ({ type, payload }: MediaMessage): boolean => type === MessageType.Video && payload[1] === 1;
const isSound = ({ type, payload }: MediaMessage): boolean => type === MessageType.Audio && payload[1] === 1;

describe('target queue', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  it('a target begins with metadata, headers and the cached keyframe, at its timestamp', () => {
    bench.feed(stream({ duration: 3_000 }));
    const messages = takeAll(new TargetQueue(bench.log), bench.now);
    expect(messages.slice(0, 3).map(({ payload }) => payload)).toEqual([METADATA, AVC_HEADER, AAC_HEADER]);
    expect(messages.slice(0, 4).map(({ timestamp }) => timestamp)).toEqual([2_000, 2_000, 2_000, 2_000]);
    expect(isKey(messages[3]!)).toBe(true);
    expect(messages.slice(3).filter(isPicture)).toHaveLength(25);
    expect(messages.slice(3).filter(isSound)).toHaveLength(50);
  });

  it('waits for a keyframe when none is cached', () => {
    const queue = new TargetQueue(bench.log);
    expect(takeAll(queue, bench.now)).toEqual([]);
    bench.feed(stream({ duration: 100 }));
    expect(isKey(takeAll(queue, bench.now)[3]!)).toBe(true);
  });

  it('all targets that keep up get the very same buffers', () => {
    bench.feed(stream({ duration: 1_000 }));
    const queues = [new TargetQueue(bench.log), new TargetQueue(bench.log)];
    for (const queue of queues) takeAll(queue, bench.now);
    bench.publication.write(video(1_000, videoFrame(25)), 1_000);
    const batch = bench.log.cut();
    const [first, second] = queues.map((queue) => queue.take(1_000, batch));
    expect(first!.bytes).toBeGreaterThan(0);
    expect(first!.buffers[0]).toBe(second!.buffers[0]);
  });

  it('a target with another stream id gets copies that carry it', () => {
    bench.feed(stream({ duration: 100 }));
    const run = new TargetQueue(bench.log, 5).take(bench.now, null);
    expect(run.buffers.map((bytes) => bytes.readUInt32LE(8))).toEqual(run.buffers.map(() => 5));
    expect(run.slabs).toEqual([]);
  });

  it('leaves out nothing as long as little waits', () => {
    bench.feed(stream({ duration: 100 }));
    const queue = new TargetQueue(bench.log);
    takeAll(queue, bench.now);
    bench.feed(stream({ duration: 900, start: 100, gop: 1000 }).slice(4));
    expect(takeAll(queue, bench.now).filter(isPicture)).toHaveLength(22);
    expect(queue.framesDropped).toBe(0);
  });

  it('what a new target finds in the cache has not waited for it', () => {
    bench.feed(stream({ duration: 9_000, gop: 1000 }));
    const queue = new TargetQueue(bench.log);
    expect(takeAll(queue, bench.now).filter(isPicture)).toHaveLength(225);
    expect(queue.framesDropped).toBe(0);
  });

  it('first leaves out frames that no other needs', () => {
    bench.feed(stream({ duration: 40 }));
    const queue = new TargetQueue(bench.log);
    takeAll(queue, bench.now);
    bench.feed([
      video(80, videoFrame(2, 'inter')),
      video(120, videoFrame(3, 'disposable')),
      video(160, videoFrame(4, 'inter')),
    ]);
    const arrived = takeAll(queue, 160 + DISPOSABLE_AGE_MS_MAX);
    expect(arrived.map(({ timestamp }) => timestamp)).toEqual([80, 160]);
    expect(queue.framesDropped).toBe(1);
  });

  it('then leaves out the picture up to the next keyframe, but no sound and no header', () => {
    bench.feed(stream({ duration: 40 }));
    const queue = new TargetQueue(bench.log);
    takeAll(queue, bench.now);
    const newHeader = Buffer.from([...AAC_HEADER, 0]);
    bench.feed([
      video(80, videoFrame(2)),
      audio(80, newHeader),
      audio(90, Buffer.from([0xaf, 1, 9])),
      video(120, videoFrame(3)),
      video(160, videoFrame(4, 'key')),
      video(200, videoFrame(5)),
    ]);
    bench.now = 90 + PICTURE_AGE_MS_MAX;
    const arrived = takeAll(queue, bench.now);
    expect(arrived[0]).toMatchObject({ payload: newHeader });
    expect(arrived[1]).toMatchObject({ timestamp: 90 });
    expect(arrived.slice(2, 5).map(({ payload }) => payload)).toEqual([METADATA, AVC_HEADER, newHeader]);
    expect(arrived.slice(5).map(({ timestamp }) => timestamp)).toEqual([160, 200]);
    expect(queue.framesDropped).toBe(2);
  });

  it('at last gives up everything, keeps no memory, and begins again at a keyframe that is newer', () => {
    bench.feed(stream({ duration: 1_000, gop: 1000 }));
    const queue = new TargetQueue(bench.log);
    takeAll(queue, bench.now);
    const sent = bench.log.end;
    bench.feed(stream({ duration: QUEUE_AGE_MS_MAX + 1_000, start: 1_000, gop: 1000 }).slice(4));
    queue.enforce(bench.now);
    expect(queue.cursor).toBeNull();
    expect(takeAll(queue, bench.now)).toEqual([]);
    bench.feed([video(bench.now + 40, videoFrame(900, 'key'))]);
    const arrived = takeAll(queue, bench.now);
    expect(arrived[3]).toMatchObject({ payload: videoFrame(900, 'key') });
    expect(arrived).toHaveLength(4);
    expect(queue.framesDropped).toBe(bench.log.frames - 1 - 25);
    expect(bench.log.end).toBeGreaterThan(sent);
  });

  it('gives up everything by bytes as well as by age', () => {
    bench.feed(stream({ duration: 40 }));
    const queue = new TargetQueue(bench.log);
    takeAll(queue, bench.now);
    for (let sent = 0; sent <= QUEUE_BYTES_MAX; sent += 2 ** 20) {
      bench.feed([video(bench.now + 1, videoFrame(7, 'inter', 2 ** 20))]);
    }
    queue.enforce(bench.now);
    expect(queue.cursor).toBeNull();
  });

  it('what arrives can always be decoded, in order and once, however a target stumbles', () => {
    const faults: string[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const random = new SeededRandom(seed);
      const messages = stream({ duration: 20_000, gop: 2 + random.upTo(random.pick([60, 240])) });
      faults.push(...faultsOf(stumble(messages, random)).map((fault) => `seed ${seed}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

/** What arrives when a target alternates between taking all and taking nothing for up to four seconds. */
function stumble(messages: readonly MediaMessage[], random: SeededRandom): MediaMessage[] {
  const bench = new Bench();
  const queue = new TargetQueue(bench.log);
  const arrived: MediaMessage[] = [];
  for (let given = 0; given < messages.length;) {
    const until = bench.now + random.upTo(4_000);
    const due = messages.slice(given).filter(({ timestamp }) => timestamp <= until);
    given += due.length;
    bench.feed(due);
    bench.now = until;
    if (random.upTo(2) === 0) arrived.push(...takeAll(queue, bench.now));
    else queue.enforce(bench.now);
    bench.log.trim();
  }
  return arrived;
}

/** What makes messages undecodable: a picture without the one before it, a track that steps back, anything twice. */
function faultsOf(messages: readonly MediaMessage[]): string[] {
  const faults: string[] = [];
  const last = new Map<number, number>();
  let previous: number | null = null;
  for (const message of messages) {
    const { type, timestamp, payload } = message;
    const before = last.get(type) ?? -1;
    if (timestamp < before) faults.push(`${type} ${timestamp} after ${before}`);
    last.set(type, timestamp);
    if (!isPicture(message)) continue;
    const index = payload.readUInt32BE(payload.length - 4);
    if (!isKey(message) && index !== previous! + 1) faults.push(`picture ${index} after ${previous}`);
    if (previous !== null && index <= previous) faults.push(`picture ${index} again after ${previous}`);
    previous = index;
  }
  return faults;
}
