import { MessageType } from '@mid-station/rtmp';
import { SeededRandom } from '../testing/random.js';
import { Timeline } from './timeline.js';

const { Audio, Video, Data } = MessageType;

describe('timeline', () => {
  it('an ordinary publication keeps its timestamps', () => {
    const timeline = new Timeline();
    const given = [0, 20, 40, 60].map((timestamp) => timeline.map(Video, timestamp, 500 + timestamp));
    expect(given).toEqual([0, 20, 40, 60]);
  });

  it('a late start keeps its timestamps, past 2^24 milliseconds too', () => {
    const timeline = new Timeline();
    expect(timeline.map(Video, 2 ** 24 - 20, 0)).toBe(2 ** 24 - 20);
    expect(timeline.map(Video, 2 ** 24 + 20, 40)).toBe(2 ** 24 + 20);
  });

  it('goes on rising where the received timestamps pass 2^32', () => {
    const timeline = new Timeline();
    const received = [-60, -40, -20, 0, 20].map((offset) => (2 ** 32 + offset) % 2 ** 32);
    const given = received.map((timestamp, index) => timeline.map(Video, timestamp, index * 20));
    expect(given.map((timestamp) => timestamp - given[0]!)).toEqual([0, 20, 40, 60, 80]);
    expect(given.at(-1)).toBeLessThan(2 ** 31);
  });

  it('sound that starts after the wrap stays with a picture that started before it', () => {
    const timeline = new Timeline();
    const picture = timeline.map(Video, 2 ** 32 - 10, 0);
    expect(timeline.map(Audio, 10, 0) - picture).toBe(20);
  });

  it('sound slightly before the first picture keeps its distance', () => {
    const timeline = new Timeline();
    expect(timeline.map(Video, 100, 0)).toBe(100);
    expect(timeline.map(Audio, 80, 0)).toBe(80);
  });

  it('holds a small step back within a track, and only there', () => {
    const timeline = new Timeline();
    timeline.map(Video, 1000, 0);
    timeline.map(Audio, 990, 0);
    expect(timeline.map(Video, 990, 1)).toBe(1000);
    expect(timeline.map(Audio, 1010, 20)).toBe(1010);
    expect(timeline.map(Video, 1040, 40)).toBe(1040);
  });

  it('goes on when the encoder sets its clock back, keeping sound and picture together', () => {
    const timeline = new Timeline();
    timeline.map(Video, 60_000, 0);
    timeline.map(Audio, 60_010, 0);
    const picture = timeline.map(Video, 0, 40);
    const sound = timeline.map(Audio, 10, 40);
    expect(picture).toBeGreaterThanOrEqual(60_010);
    expect(picture).toBeLessThan(60_500);
    expect(sound - picture).toBe(10);
  });

  it('closes a leap ahead that no time passed for', () => {
    const timeline = new Timeline();
    timeline.map(Video, 0, 0);
    expect(timeline.map(Video, 3_600_000, 40)).toBeLessThan(1_000);
  });

  it('keeps a leap ahead that time did pass for', () => {
    const timeline = new Timeline();
    timeline.map(Video, 0, 0);
    expect(timeline.map(Video, 60_000, 60_000)).toBe(60_000);
  });

  it('a new publication goes on after everything sent, by the clock', () => {
    const timeline = new Timeline();
    timeline.map(Video, 5_000, 0);
    timeline.map(Audio, 5_020, 0);
    timeline.place(Video, 7_000, 2_000);
    timeline.restart();
    const picture = timeline.map(Video, 0, 4_000);
    expect(picture).toBe(9_000);
    expect(timeline.map(Audio, 12, 4_000)).toBe(9_012);
  });

  it('a new publication never starts before what was sent, however fast it came', () => {
    const timeline = new Timeline();
    timeline.map(Video, 0, 0);
    timeline.map(Video, 9_000, 10);
    timeline.restart();
    expect(timeline.map(Video, 0, 20)).toBeGreaterThan(9_000);
  });

  it('metadata that always says 0 disturbs neither sound nor picture', () => {
    const timeline = new Timeline();
    timeline.map(Data, 0, 0);
    timeline.map(Video, 50_000, 50_000);
    expect(timeline.map(Data, 0, 50_010)).toBeGreaterThanOrEqual(0);
    expect(timeline.map(Video, 50_040, 50_040) - timeline.map(Video, 50_040, 50_040)).toBe(0);
    expect(timeline.map(Audio, 50_040, 50_040)).toBe(timeline.lastOf(Video));
  });

  it('no track ever steps back, whatever is received', () => {
    const faults: string[] = [];
    for (let seed = 0; seed < 500; seed++) {
      const random = new SeededRandom(seed);
      const timeline = new Timeline();
      const last = new Map<number, number>();
      let now = 0;
      for (let step = 0; step < 60; step++) {
        now += random.upTo(random.pick([40, 1_000, 20_000]));
        if (random.upTo(20) === 0) timeline.restart();
        const type = random.pick([Audio, Video, Data]);
        const given = timeline.map(type, random.upTo(random.pick([1_000, 2 ** 32 - 1])), now);
        if (given < (last.get(type) ?? 0) || !Number.isInteger(given))
          faults.push(`seed ${seed} step ${step}: ${given}`);
        last.set(type, given);
      }
    }
    expect(faults).toEqual([]);
  });
});
