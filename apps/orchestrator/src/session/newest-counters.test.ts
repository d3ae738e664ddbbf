import { type TargetStatus } from '@mid-station/contracts';
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
  const written: TargetStatus = { ...untouchedTarget(plan, new Date()), state: 'live', bytesSent: 5, bitrateKbps: 7 };
  let newest: NewestCounters;
  const hear = (epoch: number, bytesSent: number, nodeId = `n${epoch}`): void => {
    const targets = [{ targetId: 't1', bytesSent, framesDropped: 0, reconnects: 0 }];
    newest.heard({ nodeId, claims: [{ sessionId: 's1', epoch, targets }] });
  };
  /** What a row says of the target; by default one of the third claim, whose node n3 has reported. */
  const shown = (row: Partial<SessionRow> = {}): TargetStatus => {
    const ofThird = { id: 's1', epoch: 3, nodeId: 'n3', reportRevision: 1, targets: [written] };
    return newest.freshen(Object.assign(new SessionRow(), { ...ofThird, ...row })).targets[0]!;
  };
  const counted = (row: Partial<SessionRow> = {}): number => shown(row).bytesSent;
  beforeEach(() => (newest = new NewestCounters()));

  it('bring a row up to date, and never back; the rest of it stays', () => {
    expect(shown()).toEqual(written);
    hear(3, 70);
    expect(shown()).toEqual({ ...written, bytesSent: 70 });
    expect(counted({ targets: [{ ...written, bytesSent: 80 }] })).toBe(80);
  });

  it('are those of the claim that the row is of, in whatever order two nodes speak', () => {
    for (const [epoch, bytes] of [[2, 70], [3, 6], [2, 90], [3, 8]] as const) hear(epoch, bytes); // prettier-ignore
    expect([counted({ reportRevision: 0 }), counted()]).toEqual([90, 8]);
    hear(4, 1_000);
    expect(counted()).toBe(8);
    hear(2, 1_000);
    expect(counted({ reportRevision: 0 })).toBe(5);
  });

  it('are not those of a node that says the same of a claim of another', () => {
    hear(3, 1_000, 'n9');
    expect(counted()).toBe(5);
  });

  it('are forgotten with their session, unless it was not there yet when somebody looked', () => {
    const before = performance.now();
    hear(3, 70);
    newest.keepOnly([], before);
    newest.keepOnly(['s1'], Infinity);
    expect(counted()).toBe(70);
    newest.keepOnly([], Infinity);
    expect(counted()).toBe(5);
  });
});
