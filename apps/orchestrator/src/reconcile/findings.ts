import type { HeldClaim } from '@mid-station/contracts';
import { CLAIM_STALE_MS, ENDING_STALE_MS, SUPERSEDED_RELEASE_MS } from '../limits.js';
import type { NodeRegistry } from '../nodes/node-registry.js';
import { ageOf } from '../session/age.js';
import type { SessionOutline } from '../session/session-store.js';
import { isHosted } from '../session/state-machine.js';
import { isClaimUnderWay } from '../session/steps.js';

/** One difference between what is written and what the nodes hold. */
export type Finding = { sessionId: string } & (
  | { kind: 'half_ended' }
  /** Its claim was sent and never confirmed; a node that holds it is named. */
  | { kind: 'half_claimed'; heldBy: string | null }
  | { kind: 'node_lost'; nodeId: string }
  | { kind: 'not_held'; nodeId: string }
  | { kind: 'report_missed'; nodeId: string }
  /** A node holds it with an epoch that the row does not know, or the row is not unfinished. */
  | { kind: 'orphan'; nodeId: string; epoch: number }
);

type News = Pick<NodeRegistry, 'present' | 'presence' | 'claimAt'>;
type Holder = { nodeId: string; claim: HeldClaim };

export function findings(sessions: readonly SessionOutline[], nodes: News, now: Date): Finding[] {
  const holders = bySession(nodes);
  const known = new Map(sessions.map((session) => [session.id, session]));
  const found = sessions.flatMap((session) => lookAt(session, nodes, holders.get(session.id) ?? [], now) ?? []);
  for (const [sessionId, all] of holders) {
    const session = known.get(sessionId);
    for (const { nodeId, claim } of all) {
      if (isOrphan(session, claim, now)) found.push({ kind: 'orphan', sessionId, nodeId, epoch: claim.epoch });
    }
  }
  return found;
}

/** Milliseconds until the oldest claim under way counts as stale; Infinity when none is under way. */
export function untilStale(sessions: readonly SessionOutline[], now: Date): number {
  const underWay = sessions.filter((session) => isClaimUnderWay(session, now));
  const oldest = Math.min(...underWay.map(({ claimStartedAt }) => claimStartedAt!.getTime()));
  return oldest + CLAIM_STALE_MS - now.getTime();
}

function lookAt(session: SessionOutline, nodes: News, holders: Holder[], now: Date): Finding | null {
  const { id: sessionId, nodeId, state, endingSince } = session;
  if (endingSince) {
    const isStale = ageOf(endingSince, now) > ENDING_STALE_MS;
    return isStale ? { kind: 'half_ended', sessionId } : null;
  }
  if (isClaimUnderWay(session, now)) return null;
  if (state === 'starting' || session.claimStartedAt) {
    const holder = holders.find(({ claim }) => claim.epoch === session.claimEpoch);
    return { kind: 'half_claimed', sessionId, heldBy: holder?.nodeId ?? null };
  }
  return isHosted(state) && nodeId ? lookAtHosted({ ...session, nodeId }, nodes) : null;
}

function lookAtHosted(session: SessionOutline & { nodeId: string }, nodes: News): Finding | null {
  const { id: sessionId, nodeId } = session;
  const presence = nodes.presence(nodeId);
  if (presence === 'lost') return { kind: 'node_lost', sessionId, nodeId };
  if (presence !== 'here') return null;
  const claim = nodes.claimAt(nodeId, sessionId);
  if (claim?.epoch !== session.epoch) return { kind: 'not_held', sessionId, nodeId };
  if (claim.revision > session.reportRevision || session.unplacedSince) {
    return { kind: 'report_missed', sessionId, nodeId };
  }
  return null;
}

/** The confirmed claim before hands its encoder over, and is left alone until that must be done. No other claim is. */
function isOrphan(session: SessionOutline | undefined, claim: HeldClaim, now: Date): boolean {
  if (!session) return true;
  if (claim.epoch === session.epoch || session.state === 'ending') return false;
  if (claim.epoch > session.epoch) return claim.epoch !== session.claimEpoch || !session.claimStartedAt;
  if (claim.epoch !== session.previousEpoch) return true;
  const movedAt = session.movedAt?.getTime() ?? now.getTime();
  return now.getTime() - movedAt > SUPERSEDED_RELEASE_MS;
}

function bySession(nodes: News): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const { nodeId, claims } of nodes.present()) {
    for (const claim of claims) {
      const holder = { nodeId, claim };
      const known = holders.get(claim.sessionId);
      if (known) known.push(holder);
      else holders.set(claim.sessionId, [holder]);
    }
  }
  return holders;
}
