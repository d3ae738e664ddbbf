import { formatBitrate, formatBytes, formatClock, formatSpan } from './format.js';

it('writes bitrates with the digits that stand still', () => {
  expect(formatBitrate(128.4, 'en')).toBe('128 kbit/s');
  expect(formatBitrate(6_249, 'en')).toBe('6.2 Mbit/s');
  expect(formatBitrate(6_249, 'de')).toBe('6,2 Mbit/s');
});

it('writes sizes in the unit that fits', () => {
  expect([0, 999, 1_500, 2_000_000_000].map((bytes) => formatBytes(bytes, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '2.0 GB',
  ]);
});

it('runs a clock that shows hours once there are any and never a negative time', () => {
  expect([-5, 7_000, 725_000, 3_723_000].map(formatClock)).toEqual(['0:00', '0:07', '12:05', '1:02:03']);
});

it('says a length of time in its two largest units', () => {
  expect([0, 45, 200, 3_600, 7_500, 360_000].map(formatSpan)).toEqual([
    '0 s',
    '45 s',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '4 d 4 h',
  ]);
});
