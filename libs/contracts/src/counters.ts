import type { TargetCounters, TargetStatus } from './session.js';

/** Targets as a node reports them, which counts from zero, with what was counted before it. */
export function inTotal(targets: readonly TargetStatus[], before: readonly TargetCounters[]): TargetStatus[] {
  const known = new Map(before.map((each) => [each.targetId, each]));
  return targets.map((target) => ({ ...target, ...sumOf(target, known.get(target.targetId)) }));
}

/** The counters of both, as those of the first one's target. */
export function sumOf(one: TargetCounters, other?: TargetCounters): TargetCounters {
  return {
    targetId: one.targetId,
    bytesSent: one.bytesSent + (other?.bytesSent ?? 0),
    framesDropped: one.framesDropped + (other?.framesDropped ?? 0),
    reconnects: one.reconnects + (other?.reconnects ?? 0),
  };
}
