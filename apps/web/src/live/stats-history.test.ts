import { publisher, aSession } from '../testing/fixtures/index.js';
import { noStats, summarise, withSample } from './stats-history.js';

const stats = (second: number, kbps: number | null, sessionId = aSession.id) => ({
  sessionId,
  at: new Date(second * 1_000).toISOString(),
  publisher: kbps === null ? null : { ...publisher, bitrateKbps: kbps },
  targets: [],
});

it('keeps one minute of samples', () => {
  let history = noStats;
  for (let second = 0; second < 100; second++) history = withSample(history, stats(second, 1_000 + second));
  expect(history.samples).toHaveLength(60);
  expect(summarise(history)).toEqual({ min: 1_040, max: 1_099, now: 1_099 });
});

it('starts anew with another session', () => {
  const history = withSample(withSample(noStats, stats(1, 1_000)), stats(2, 500, aSession.settingId));
  expect(history.samples).toHaveLength(1);
});

it('shows a lost encoder as a gap, not as a zero', () => {
  const history = withSample(withSample(noStats, stats(1, 1_000)), stats(2, null));
  expect(history.samples.at(-1)?.kbps).toBeNull();
  expect(summarise(history)).toEqual({ min: 1_000, max: 1_000, now: 1_000 });
  expect(summarise(noStats)).toBeNull();
});

it('takes a repeated or late sample in place of what it had', () => {
  const history = withSample(withSample(withSample(noStats, stats(1, 1)), stats(2, 2)), stats(2, 3));
  expect(history.samples.map(({ kbps }) => kbps)).toEqual([1, 3]);
});
