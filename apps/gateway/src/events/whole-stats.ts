import { inTotal, type NodeStats, type Session, type SessionStats } from '@mid-station/contracts';

/**
 * A node's numbers over the whole session: with what was counted before it. Null for those of a node that does not have the
 * session, and of one whose first words the session does not show yet: they would let the counters fall.
 */
export function overWholeSession({ nodeId, ...stats }: NodeStats, session: Session | null): SessionStats | null {
  if (session?.id !== stats.sessionId) return stats;
  if (session.node?.id !== nodeId) return null;
  const targets = inTotal(stats.targets, session.countedBefore ?? []);
  const known = new Map(session.targets.map((each) => [each.targetId, each]));
  const isBehind = targets.some(({ targetId, bytesSent }) => bytesSent < (known.get(targetId)?.bytesSent ?? 0));
  return isBehind ? null : { ...stats, targets };
}
