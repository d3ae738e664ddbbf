import { sumOf, type NodeCounters, type TargetCounters, type TargetStatus } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import type { SessionRow } from './session.entity.js';

/** What one claim of a session counted. */
interface Counted {
  readonly epoch: number;
  readonly nodeId: string;
  readonly targets: readonly TargetCounters[];
}

interface Heard {
  /** Monotonic milliseconds. */
  readonly at: number;
  /** Newest epoch first: also of the claim before, while the first report of the next one is on its way. */
  readonly claims: readonly Counted[];
}

/**
 * What nodes say each second, remembered by every copy: a node that dies has no last words. Rows have what was reported with
 * the last change of state.
 */
@Injectable()
export class NewestCounters {
  private readonly known = new Map<string, Heard>();

  heard({ nodeId, claims }: NodeCounters): void {
    const at = performance.now();
    for (const { sessionId, epoch, targets } of claims) {
      const others = (this.known.get(sessionId)?.claims ?? []).filter((each) => each.epoch !== epoch);
      const newestFirst = [{ epoch, nodeId, targets }, ...others].sort((one, other) => other.epoch - one.epoch);
      this.known.set(sessionId, { at, claims: newestFirst.slice(0, CLAIMS_REMEMBERED) });
    }
  }

  /** Forgets all sessions but these, which were all that there were at that moment, and those that were heard since. */
  keepOnly(sessionIds: Iterable<string>, moment: number): void {
    const kept = new Set(sessionIds);
    for (const [sessionId, { at }] of this.known) if (at < moment && !kept.has(sessionId)) this.known.delete(sessionId);
  }

  /** Brings a row's counters up to date. */
  freshen(row: SessionRow): SessionRow {
    const counted = this.known.get(row.id)?.claims.find((each) => isShownBy(row, each));
    if (counted) row.targets = row.targets.map((target) => fresher(target, counted.targets));
    return row;
  }
}

/** The present claim and the one before. */
const CLAIMS_REMEMBERED = 2;

/** Until the first report of a claim is taken in, a row's targets are still those of a claim before. */
function isShownBy({ epoch, nodeId, reportRevision }: SessionRow, counted: Counted): boolean {
  return reportRevision > 0 ? counted.epoch === epoch && counted.nodeId === nodeId : counted.epoch < epoch;
}

function fresher(target: TargetStatus, counted: readonly TargetCounters[]): TargetStatus {
  const newest = counted.find(({ targetId }) => targetId === target.targetId);
  return newest && newest.bytesSent >= target.bytesSent ? { ...target, ...sumOf(newest) } : target;
}
