import {
  inTotal,
  type PlanTarget,
  type Session,
  type SessionStatus,
  type SessionSummary,
  type TargetStatus,
} from '@mid-station/contracts';
import { adviceView } from '../advice/standing-advice.js';
import { countedBefore } from './counters.js';
import type { SessionRow } from './session.entity.js';
import { isHosted } from './state-machine.js';

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A session as everybody outside this service sees it. */
export function sessionView(row: SessionRow): Session {
  const { nodeId, nodeHost, nodePort } = row;
  const hasNode = nodeId !== null && nodeHost !== null && nodePort !== null && row.unplacedSince === null;
  return {
    ...sessionSummary(row),
    version: row.version,
    settingId: row.settingId,
    epoch: row.epoch,
    node: hasNode ? { id: nodeId, host: nodeHost, port: nodePort } : null,
    graceEndsAt: instant(row.graceEndsAt),
    publisher: row.publisher,
    targets: inTotal(row.targets, row.countedBefore),
    countedBefore: row.countedBefore,
    advice: adviceView(row.advice, row.targets),
  };
}

/** The columns that a summary is made of. */
export const SUMMARY_COLUMNS = {
  ...{ id: true, settingName: true, state: true, createdAt: true, liveSince: true, endedAt: true, endReason: true },
} as const;

export function sessionSummary(row: Pick<SessionRow, keyof typeof SUMMARY_COLUMNS>): SessionSummary {
  return {
    id: row.id,
    settingName: row.settingName,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    liveSince: instant(row.liveSince),
    endedAt: instant(row.endedAt),
    endReason: row.endReason,
  };
}

/** The stored session with the numbers its node gives now. A status of another claim says nothing about this one. */
export function withFreshStatus(row: SessionRow, status: SessionStatus): Session {
  const view = sessionView(row);
  if (status.epoch !== row.epoch || !isHosted(row.state)) return view;
  const before = countedBefore(row);
  const targets = inTotal(status.targets, before);
  return { ...view, publisher: status.publisher, targets, countedBefore: before };
}

/** How a target looks before any node has reported it. */
export function untouchedTarget(target: PlanTarget, now: Date): TargetStatus {
  return {
    targetId: target.targetId,
    name: target.name,
    platform: target.platform,
    state: target.enabled ? 'waiting' : 'off',
    since: now.toISOString(),
    attempt: 0,
    nextRetryAt: null,
    lastError: null,
    bitrateKbps: 0,
    bytesSent: 0,
    framesDropped: 0,
    reconnects: 0,
  };
}
