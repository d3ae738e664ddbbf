import { aSetting, aTarget, otherSetting } from '../testing/fixtures/index.js';
import { withActive, withEnabled, withoutTarget, withSetting, withTarget } from './edits.js';

const settings = [
  { ...aSetting, active: true },
  { ...otherSetting, active: false },
];

it('has one active setting at most', () => {
  expect(withActive(settings, otherSetting.id, true).map(({ active }) => active)).toEqual([false, true]);
  expect(withActive(settings, aSetting.id, false).map(({ active }) => active)).toEqual([false, false]);
});

it('switches one target and leaves the others as they were', () => {
  const [changed] = withEnabled(settings, aTarget.id, false);
  expect(changed?.targets.filter(({ enabled }) => !enabled).map(({ id }) => id)).toContain(aTarget.id);
  expect(changed?.targets.slice(1)).toEqual(aSetting.targets.slice(1));
});

it('takes a saved target in, whether it is new or known', () => {
  const fresh = { ...aTarget, id: otherSetting.id };
  expect(withTarget(settings, fresh)[0]?.targets).toHaveLength(aSetting.targets.length + 1);
  expect(withTarget(settings, { ...aTarget, name: 'X' })[0]?.targets[0]?.name).toBe('X');
});

it('takes a saved setting in, and lets a removed target go', () => {
  expect(withSetting([], aSetting)).toEqual([aSetting]);
  expect(withSetting(settings, { ...aSetting, name: 'X' })).toHaveLength(2);
  expect(withoutTarget(settings, aTarget.id)[0]?.targets).toHaveLength(aSetting.targets.length - 1);
});
