import { aReport } from '../testing/fixtures/index.js';
import { averageKbps, extremes, gapMarks, totals, uptime } from './report-figures.js';

const [steady, gappy, dead] = aReport.targets;

it('averages the incoming rate over the time that something came in', () => {
  expect(averageKbps(aReport)).toBeCloseTo(6_000, -2);
  expect(extremes(aReport)?.min).toBeGreaterThan(5_000);
  expect(averageKbps({ ...aReport, bitrate: [] })).toBeNull();
});

it('sums what all targets sent and how often they reconnected', () => {
  expect(totals(aReport).reconnects).toBe(1);
});

it('places each gap within the time on air, and an open one up to its end', () => {
  expect(gapMarks(aReport, gappy!)[0]?.left).toBeCloseTo(29 / 58);
  expect(gapMarks(aReport, gappy!)[0]?.width).toBeCloseTo(3.5 / 58);
  expect(gapMarks(aReport, dead!)).toEqual([{ left: 0, width: 1 }]);
  expect(gapMarks({ ...aReport, durationSeconds: 0 }, dead!)).toEqual([]);
});

it('never shows more than the whole time as uptime', () => {
  expect(uptime(aReport, steady!)).toBeCloseTo(0.9994, 3);
  expect(uptime({ ...aReport, durationSeconds: 10 }, steady!)).toBe(1);
  expect(uptime({ ...aReport, durationSeconds: 0 }, steady!)).toBe(0);
});
