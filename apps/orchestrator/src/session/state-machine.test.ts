import { sessionStateSchema } from '@mid-station/contracts';
import { assertLegal, IllegalTransition, isFinished, isHosted, isLegal } from './state-machine.js';

describe('the states of a session', () => {
  it.each([
    ['starting', 'waiting ending failed'],
    ['waiting', 'live ending'],
    ['live', 'interrupted ending'],
    ['interrupted', 'live ending'],
    ['ending', 'ended'],
    ['ended', ''],
    ['failed', ''],
  ] as const)('from %s lead to: %s', (from, to) => {
    expect(sessionStateSchema.options.filter((state) => isLegal(from, state)).join(' ')).toBe(to);
  });

  it('refuse what the design does not know', () => {
    expect(() => assertLegal('ended', 'live')).toThrow(IllegalTransition);
    expect(() => assertLegal('live', 'waiting')).toThrow('from live to waiting');
  });

  it('are finished when nothing follows, and hosted when a node has them', () => {
    expect(sessionStateSchema.options.filter(isFinished)).toEqual(['ended', 'failed']);
    expect(sessionStateSchema.options.filter(isHosted)).toEqual(['waiting', 'live', 'interrupted']);
  });
});
