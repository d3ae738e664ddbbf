import { PUBLISHER_BURST_SECONDS, PUBLISHER_KBPS_MAX } from '../limits.js';
import { BitrateLimit } from './bitrate-limit.js';

describe('the bitrate limit', () => {
  const seconds = (limit: BitrateLimit, count: number, kbps: number): boolean[] =>
    Array.from({ length: count }, () => limit.judge(kbps));

  it('lets the limit itself pass for as long as one likes', () => {
    const limit = new BitrateLimit();
    expect(seconds(limit, 3_600, PUBLISHER_KBPS_MAX)).not.toContain(true);
    expect(limit.isExceeded).toBe(false);
  });

  it('lets a burst pass that is made up for', () => {
    const limit = new BitrateLimit();
    for (let each = 0; each < 10; each++) {
      expect(seconds(limit, PUBLISHER_BURST_SECONDS - 1, 2 * PUBLISHER_KBPS_MAX)).not.toContain(true);
      seconds(limit, PUBLISHER_BURST_SECONDS, 0);
    }
  });

  it('is exceeded once by twice the limit held for the burst, whether or not the encoder reconnects in between', () => {
    const limit = new BitrateLimit();
    seconds(limit, PUBLISHER_BURST_SECONDS - 1, 2 * PUBLISHER_KBPS_MAX);
    limit.judge(PUBLISHER_KBPS_MAX / 2); // between two connections
    expect(seconds(limit, 3, 2 * PUBLISHER_KBPS_MAX)).toEqual([false, true, false]);
  });

  it('is no longer exceeded when what was too much has drained', () => {
    const limit = new BitrateLimit();
    expect(limit.judge(1_000 * PUBLISHER_KBPS_MAX)).toBe(true);
    seconds(limit, PUBLISHER_BURST_SECONDS - 1, 0);
    expect(limit.isExceeded).toBe(true);
    limit.judge(0);
    expect(limit.isExceeded).toBe(false);
  });
});
