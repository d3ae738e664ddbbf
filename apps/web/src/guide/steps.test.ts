import { aSession, aSetting } from '../testing/fixtures/index.js';
import { currentStep, isFirstRun } from './steps.js';

const bare = { ...aSetting, targets: [] };

it('leads from nothing to the own picture, one step at a time', () => {
  expect(currentStep({ settings: [], session: null, watching: false })).toBe('setting');
  expect(currentStep({ settings: [bare], session: null, watching: false })).toBe('target');
  expect(currentStep({ settings: [aSetting], session: null, watching: false })).toBe('obs');
  expect(currentStep({ settings: [aSetting], session: { ...aSession, liveSince: null }, watching: true })).toBe('obs');
  expect(currentStep({ settings: [aSetting], session: aSession, watching: false })).toBe('see');
  expect(currentStep({ settings: [aSetting], session: aSession, watching: true })).toBeNull();
});

it('is for those who were never on air', () => {
  const summary = { ...aSession, liveSince: null, endedAt: aSession.createdAt };
  expect(isFirstRun([])).toBe(true);
  expect(isFirstRun([summary])).toBe(true);
  expect(isFirstRun([{ ...summary, liveSince: aSession.createdAt, endedAt: null }])).toBe(true);
  expect(isFirstRun([{ ...summary, liveSince: aSession.createdAt }])).toBe(false);
});
