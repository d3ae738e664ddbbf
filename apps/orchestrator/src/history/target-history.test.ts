import { type TargetCounters, type TargetStatus, type TimelineEvent } from '@mid-station/contracts';
import { targetReports } from './target-history.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const end = new Date(at(100));

const target = (changes: Partial<TargetStatus> = {}): TargetStatus => ({
  targetId: 't1',
  name: 'Twitch',
  platform: 'twitch',
  state: 'stopped',
  since: at(100),
  attempt: 0,
  nextRetryAt: null,
  lastError: null,
  bitrateKbps: 0,
  bytesSent: 1_000,
  framesDropped: 2,
  reconnects: 1,
  ...changes,
});

const event = (second: number, state: string, code: string | null = null): TimelineEvent => ({
  at: at(second),
  kind: 'target',
  data: { targetId: 't1', name: 'Twitch', platform: 'twitch', state, attempt: 0, code },
});

describe('what a target lived through', () => {
  const report = (timeline: TimelineEvent[], present = [target()], before: TargetCounters[] = []): object | undefined =>
    targetReports(timeline, present, before, end)[0];

  it('is the time it was live, up to now if it still is', () => {
    expect(report([event(10, 'connecting'), event(12, 'live')])).toMatchObject({ liveSeconds: 88 });
  });

  it('has a gap from losing the picture to having it again, with its first known cause', () => {
    const timeline = [
      event(0, 'live'),
      event(20, 'connecting'),
      event(21, 'retrying', 'connection_reset'),
      event(30, 'live'),
    ];
    expect(report(timeline)).toMatchObject({
      liveSeconds: 90,
      gaps: [{ from: at(20), to: at(30), cause: 'connection_reset' }],
    });
  });

  it('has an open gap when it never came', () => {
    expect(report([event(5, 'connecting'), event(6, 'refused', 'key_refused')])).toMatchObject({
      liveSeconds: 0,
      gaps: [{ from: at(5), to: null, cause: 'key_refused' }],
    });
  });

  it('misses nothing while it is switched off', () => {
    expect(report([event(0, 'live'), event(10, 'off'), event(40, 'connecting'), event(41, 'live')])).toMatchObject({
      liveSeconds: 69,
      gaps: [{ from: at(40), to: at(41), cause: null }],
    });
  });

  it('adds what it counted on every node', () => {
    const before = [{ targetId: 't1', bytesSent: 5_000, framesDropped: 1, reconnects: 0 }];
    const counted = { bytesSent: 6_000, framesDropped: 3, reconnects: 1 };
    expect(report([event(0, 'live')], [target()], before)).toMatchObject(counted);
    expect(report([event(0, 'live')], [], before)).toMatchObject({ bytesSent: 5_000, framesDropped: 1 });
  });

  it('is remembered after the target was removed', () => {
    expect(report([event(0, 'live'), event(10, 'stopped')], [])).toMatchObject({ name: 'Twitch', liveSeconds: 10 });
  });

  it('stops when the node is lost', () => {
    const lost = { at: at(20), kind: 'node_lost', data: { nodeId: 'n1' } };
    expect(report([event(0, 'live'), lost, event(23, 'live')])).toMatchObject({
      liveSeconds: 97,
      gaps: [{ from: at(20), to: at(23), cause: null }],
    });
  });
});
