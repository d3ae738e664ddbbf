import { Histogram } from './histogram.js';

describe('a histogram', () => {
  it('gives percentiles right to a bin', () => {
    const histogram = new Histogram();
    for (let milliseconds = 1; milliseconds <= 100; milliseconds++) histogram.record(milliseconds);
    const { p50, p99, max } = histogram.percentiles();
    expect(p50).toBeCloseTo(50, 0);
    expect(p99).toBeCloseTo(99, 0);
    expect(max).toBe(100);
  });

  it('counts what is beyond its range as its longest', () => {
    const histogram = new Histogram();
    histogram.record(60_000);
    expect(histogram.percentiles()).toEqual({ p50: 5_000, p99: 5_000, max: 60_000 });
  });

  it('is all zero when nothing was recorded, also after a reset', () => {
    const histogram = new Histogram();
    histogram.record(3);
    histogram.reset();
    expect(histogram.percentiles()).toEqual({ p50: 0, p99: 0, max: 0 });
  });
});
