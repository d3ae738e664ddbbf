import type { Session, SessionStats } from '@mid-station/contracts';

/**
 * A node's numbers over the whole session: with what was counted before it. Null for those of a node whose first words the
 * session does not show yet, or shows no more: they would let the counters fall.
 */
export function overWholeSession(stats: SessionStats, session: Session | null): SessionStats | null {
  if (session?.id !== stats.sessionId) return stats;
  const before = new Map(session.countedBefore?.map((each) => [each.targetId, each]));
  const known = new Map(session.targets.map((each) => [each.targetId, each]));
  const targets = stats.targets.map((target) => {
    const { bytesSent = 0, framesDropped = 0, reconnects = 0 } = before.get(target.targetId) ?? {};
    return {
      ...target,
      bytesSent: target.bytesSent + bytesSent,
      framesDropped: target.framesDropped + framesDropped,
      reconnects: target.reconnects + reconnects,
    };
  });
  const isBehind = targets.some(({ targetId, bytesSent }) => bytesSent < (known.get(targetId)?.bytesSent ?? 0));
  return isBehind ? null : { ...stats, targets };
}
