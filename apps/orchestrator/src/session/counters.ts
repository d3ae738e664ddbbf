import type { TargetCounters, TargetStatus } from '@mid-station/contracts';
import type { SessionRow } from './session.entity.js';

type Counting = Pick<SessionRow, 'targets' | 'countedBefore' | 'reportRevision'>;

/**
 * What is counted besides what a node says of its targets, which it counts from zero. Until the first report of a claim is
 * taken in, `targets` are still those of the claim before.
 */
export function countedBefore(row: Counting): TargetCounters[] {
  if (row.reportRevision > 0) return row.countedBefore;
  const gone = row.targets.filter(({ bytesSent }) => bytesSent > 0).map(asLeft);
  const total = new Map(row.countedBefore.map((each) => [each.targetId, each]));
  for (const each of gone) total.set(each.targetId, sum(each, total.get(each.targetId)));
  return [...total.values()];
}

/** Targets as nodes report them, with what was counted before. */
export function inTotal(targets: readonly TargetStatus[], before: readonly TargetCounters[]): TargetStatus[] {
  const known = new Map(before.map((each) => [each.targetId, each]));
  return targets.map((target) => ({ ...target, ...sum(target, known.get(target.targetId)) }));
}

export function sum(one: TargetCounters, other?: TargetCounters): TargetCounters {
  return {
    targetId: one.targetId,
    bytesSent: one.bytesSent + (other?.bytesSent ?? 0),
    framesDropped: one.framesDropped + (other?.framesDropped ?? 0),
    reconnects: one.reconnects + (other?.reconnects ?? 0),
  };
}

/** Its platform sees the next node as a reconnect. */
const asLeft = (target: TargetCounters): TargetCounters => ({ ...sum(target), reconnects: target.reconnects + 1 });
