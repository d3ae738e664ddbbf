import { jest } from '@jest/globals';
import { RIVAL_SILENCE_MS_MAX, RIVAL_TAKEOVERS, RIVAL_WINDOW_MS } from '../limits.js';
import { Rivalry } from './rivalry.js';

describe('encoders that take each other’s place', () => {
  let now = 0;
  beforeEach(() => void jest.spyOn(performance, 'now').mockImplementation(() => now));
  afterEach(() => void jest.restoreAllMocks());

  /** As many takeovers as make a rivalry, so far apart. */
  const takeovers = (rivalry: Rivalry, pauseMs: number, silentMs = 0): void => {
    for (let n = 0; n < RIVAL_TAKEOVERS; n++, now += pauseMs) rivalry.takenOver(silentMs);
  };

  it('are rivals when it happens often in a short time, and until a while after the last time', () => {
    const rivalry = new Rivalry();
    rivalry.takenOver(0);
    expect(rivalry.isOn).toBe(false);
    takeovers(rivalry, 2_000);
    expect(rivalry.isOn).toBe(true);
    now += RIVAL_WINDOW_MS;
    expect(rivalry.isOn).toBe(false);
  });

  it('are none when it happens now and then', () => {
    const rivalry = new Rivalry();
    takeovers(rivalry, RIVAL_WINDOW_MS / 2);
    expect(rivalry.isOn).toBe(false);
  });

  it('are one and the same when what is replaced was silent already', () => {
    const rivalry = new Rivalry();
    takeovers(rivalry, 1_000, RIVAL_SILENCE_MS_MAX + 1);
    expect(rivalry.isOn).toBe(false);
  });
});
