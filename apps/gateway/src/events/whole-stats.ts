import { inTotal, type Session, type SessionStats } from '@mid-station/contracts';

/**
 * A node's numbers over the whole session: with what was counted before it. Null for those of a node whose first words the
 * session does not show yet, or shows no more: they would let the counters fall.
 */
export function overWholeSession(stats: SessionStats, session: Session | null): SessionStats | null {
  if (session?.id !== stats.sessionId) return stats;
  const targets = inTotal(stats.targets, session.countedBefore ?? []);
  const known = new Map(session.targets.map((each) => [each.targetId, each]));
  const isBehind = targets.some(({ targetId, bytesSent }) => bytesSent < (known.get(targetId)?.bytesSent ?? 0));
  return isBehind ? null : { ...stats, targets };
}
