import { type Claim, type SessionStatus } from '@mid-station/contracts';
import { aPublisher } from '@mid-station/contracts/testing';

/** What a node says of an encoder at 6 Mbit/s. */
export const PUBLISHER = aPublisher({ bitrateKbps: 6_160 });

/** Of a claim just taken. */
export function waitingStatus(nodeId: string, claim: Claim): SessionStatus {
  const { sessionId, epoch, settingRevision, identity, moved } = claim;
  const at = new Date().toISOString();
  return {
    ...{ sessionId, epoch, revision: 0, nodeId, userId: identity.userId, at, settingRevision },
    state: moved ? 'interrupted' : 'waiting',
    graceEndsAt: moved ? new Date(Date.now() + 90_000).toISOString() : null,
    endReason: null,
    publisher: null,
    targets: claim.targets.map(({ targetId, name, platform }) => ({
      ...{ targetId, name, platform, state: 'connecting', since: at, attempt: 0, nextRetryAt: null, lastError: null },
      ...{ bitrateKbps: 0, bytesSent: 0, framesDropped: 0, reconnects: 0 },
    })),
  };
}

/** The encoder is there, and every target takes it. */
export function liveStatus(before: SessionStatus): SessionStatus {
  const at = new Date().toISOString();
  const targets = before.targets.map((target) => ({
    ...target,
    state: 'live' as const,
    since: at,
    bitrateKbps: 6_160,
  }));
  const revision = before.revision + 1;
  return { ...before, at, revision, state: 'live', graceEndsAt: null, publisher: PUBLISHER, targets };
}
