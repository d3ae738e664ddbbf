import { RateMeter } from './rate-meter.js';

describe('rate meter', () => {
  it('is 0 before anything came', () => {
    expect(new RateMeter().perSecond(1_000)).toBe(0);
  });

  it('shows a steady rate from its first second on', () => {
    const meter = new RateMeter();
    const seen: number[] = [];
    for (let now = 10_000; now <= 20_000; now += 40) {
      meter.add(40, now);
      if (now >= 11_000 && now % 1_000 === 0) seen.push(meter.perSecond(now));
    }
    for (const rate of seen) expect(Math.abs(rate - 1_000)).toBeLessThan(60);
  });

  it('does not jump with a keyframe every two seconds', () => {
    const meter = new RateMeter();
    const seen: number[] = [];
    for (let now = 0; now <= 30_000; now += 40) {
      meter.add(now % 2_000 === 0 ? 1_000 : 40, now);
      if (now >= 8_000) seen.push(meter.perSecond(now));
    }
    expect(Math.max(...seen) / Math.min(...seen)).toBeLessThan(1.35);
  });

  it('falls to 0 when nothing comes any more', () => {
    const meter = new RateMeter();
    meter.add(1_000, 0);
    expect(meter.perSecond(2_000)).toBeGreaterThan(0);
    expect(meter.perSecond(4_100)).toBe(0);
    expect(meter.perSecond(60_000)).toBe(0);
  });
});
