import type { SessionStats, TargetStatus } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import type { SessionRow } from './session.entity.js';

interface Heard {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly targets: readonly TargetStatus[];
  /** What was heard before a target's state was another: of the node before, while the next one's report is on its way. */
  readonly former: readonly TargetStatus[];
}

/**
 * What nodes said each second, remembered by every copy: a node that dies has no last words. Rows have what was reported with
 * the last change of state.
 */
@Injectable()
export class NewestCounters {
  private readonly known = new Map<string, Heard>();

  heard({ sessionId, targets }: SessionStats): void {
    const last = this.known.get(sessionId);
    const goesOn = targets.every((target) => last?.targets.some((each) => isSame(each, target)));
    this.known.set(sessionId, {
      at: performance.now(),
      targets,
      former: (goesOn ? last?.former : last?.targets) ?? [],
    });
  }

  /** Forgets all sessions but these, which were all that there were at that moment, and those that were heard since. */
  keepOnly(sessionIds: Iterable<string>, moment: number): void {
    const kept = new Set(sessionIds);
    for (const [sessionId, { at }] of this.known) if (at < moment && !kept.has(sessionId)) this.known.delete(sessionId);
  }

  /** Brings a row's counters up to date. */
  freshen(row: SessionRow): SessionRow {
    const { targets = [], former = [] } = this.known.get(row.id) ?? {};
    const all = [...targets, ...former];
    if (all.length > 0) row.targets = row.targets.map((target) => fresher(target, all));
    return row;
  }
}

/** In the same state since the same instant is of the same claim: another node's counters say nothing about these. */
const isSame = (one: TargetStatus, other: TargetStatus): boolean =>
  one.targetId === other.targetId && one.state === other.state && one.since === other.since;

function fresher(target: TargetStatus, heard: readonly TargetStatus[]): TargetStatus {
  const newest = heard.find((each) => isSame(each, target));
  if (!newest || newest.bytesSent < target.bytesSent) return target;
  const { bytesSent, framesDropped, reconnects } = newest;
  return { ...target, bytesSent, framesDropped, reconnects };
}
