import type { TargetStatus } from '@mid-station/contracts';
import { NewestCounters } from './newest-counters.js';
import { SessionRow } from './session.entity.js';
import { untouchedTarget } from './session-view.js';

describe('the newest counters of sessions', () => {
  const plan = {
    targetId: 't1',
    name: 'One',
    platform: 'custom',
    url: 'rtmp://live.example/app',
    enabled: true,
  } as const;
  const at = (second: number, bytesSent: number): TargetStatus => ({
    ...untouchedTarget(plan, new Date(Date.UTC(2026, 0, 1, 0, 0, second))),
    ...{ state: 'live', bytesSent },
  });
  const stats = (...targets: TargetStatus[]) => ({ sessionId: 's1', at: '', publisher: null, targets });
  let newest: NewestCounters;
  const counted = (target: TargetStatus): number => {
    const row = Object.assign(new SessionRow(), { id: 's1', targets: [target] });
    return newest.freshen(row).targets[0]!.bytesSent;
  };
  beforeEach(() => (newest = new NewestCounters()));

  it('bring a row up to date, and never back', () => {
    expect(counted(at(1, 5))).toBe(5);
    newest.heard(stats(at(1, 70)));
    expect([counted(at(1, 5)), counted(at(1, 80))]).toEqual([70, 80]);
  });

  it('are those of the claim that the row is of, also while another node speaks already', () => {
    newest.heard(stats(at(1, 70)));
    for (const bytesSent of [1, 2]) newest.heard(stats(at(9, bytesSent)));
    expect([counted(at(1, 5)), counted(at(9, 0))]).toEqual([70, 2]);
  });

  it('are forgotten with their session, unless it was not there yet when somebody looked', () => {
    const before = performance.now();
    newest.heard(stats(at(1, 70)));
    newest.keepOnly([], before);
    newest.keepOnly(['s1'], Infinity);
    expect(counted(at(1, 5))).toBe(70);
    newest.keepOnly([], Infinity);
    expect(counted(at(1, 5))).toBe(5);
  });
});
