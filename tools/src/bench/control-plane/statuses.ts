import { type Claim, type PublisherStatus, type SessionStatus } from '@mid-station/contracts';

const SINCE = new Date().toISOString();

/** What a node says of an encoder at 6 Mbit/s. */
export const PUBLISHER: PublisherStatus = {
  connected: true,
  since: SINCE,
  remote: '192.0.2.1',
  encoder: 'obs-output module (libobs version 30.2.2)',
  video: { codec: 'H.264', profile: 'High', width: 1920, height: 1080 },
  audio: { codec: 'AAC', profile: 'LC', sampleRate: 48_000, channels: 2 },
  bitrateKbps: 6_160,
  audioKbps: 160,
  fps: 30,
  keyframeIntervalMs: 2_000,
  jitterMs: 3,
  refusal: null,
  bytesReceived: 1_000_000,
};

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
