import { sumOf, type TargetCounters } from '@mid-station/contracts';
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
  for (const each of gone) total.set(each.targetId, sumOf(each, total.get(each.targetId)));
  return [...total.values()];
}

/** Its platform sees the next node as a reconnect. */
const asLeft = (target: TargetCounters): TargetCounters => ({ ...sumOf(target), reconnects: target.reconnects + 1 });
