import { inTotal, sumOf, type EndReason, type StreamPlan, type TargetCounters } from '@mid-station/contracts';
import { CLAIM_STALE_MS } from '../limits.js';
import type { SessionChange } from './session-change.js';
import { untouchedTarget } from './session-view.js';
import type { SessionRow } from './session.entity.js';
import { ageOf } from './age.js';
import { isFinished, isHosted } from './state-machine.js';

/** A claim that a node granted. */
export interface Granted {
  epoch: number;
  settingRevision: number;
  nodeId: string;
  host: string;
  port: number;
}

export interface ClaimWish {
  nodeId: string;
  /** The highest epoch the asker knows of: if there is a higher one, somebody else is at work. */
  seenEpoch: number;
  /** The claim under way, if any, is the asker's own earlier attempt. */
  isNextAttempt: boolean;
}

/** Hands out the next epoch, for one claim at one node. False when the session wants no node, or another copy is at it. */
export function beginClaim(change: SessionChange, wish: ClaimWish): boolean {
  const { row, now } = change;
  if (!wantsNode(row) || row.claimEpoch !== wish.seenEpoch) return false;
  if (!wish.isNextAttempt && isClaimUnderWay(row, now)) return false;
  const claimEpoch = row.claimEpoch + 1;
  // Once per search: while every node refuses, hundreds of lines would push the session's own out of its report.
  if (row.claimEpoch === row.epoch) change.note('claiming', { nodeId: wish.nodeId, epoch: claimEpoch });
  change.set({ claimEpoch, claimStartedAt: now });
  return true;
}

/** The node answered. False when the claim came too late: superseded by another one, or the session was ended. */
export function confirmClaim(change: SessionChange, claim: Granted): boolean {
  const { row, now } = change;
  const { epoch, settingRevision, nodeId, host, port } = claim;
  if (row.claimEpoch !== epoch || !wantsNode(row)) return false;
  const from = row.nodeId;
  const previousEpoch = from === null ? null : row.epoch;
  change.set({ epoch, previousEpoch, settingRevision, reportRevision: 0, nodeId, nodeHost: host, nodePort: port });
  change.set({ claimStartedAt: null, claimConfirmedAt: now, unplacedSince: null });
  if (row.state === 'starting') change.to('waiting', { nodeId, epoch });
  else change.note('moved', { from, to: nodeId, epoch, counters: totals(row) });
  return true;
}

/** The node is gone or holds the session no more. It stays in the row: it may come back with the session. */
export function loseNode(change: SessionChange, cause: string): void {
  const { row, now } = change;
  if (!isHosted(row.state) || row.unplacedSince) return;
  change.set({ unplacedSince: now, publisher: null });
  change.note('node_lost', { nodeId: row.nodeId, epoch: row.epoch, cause });
  if (row.state === 'live') change.to('interrupted');
}

/** The claim under way came to nothing; another attempt may follow at once. */
export function abandonClaim(change: SessionChange, epoch: number): void {
  if (change.row.claimEpoch === epoch && change.row.claimStartedAt) change.set({ claimStartedAt: null });
}

/** No node took a new session. */
export function failStart(change: SessionChange, reason: EndReason): void {
  if (change.row.state !== 'starting') return;
  change.set({ endReason: reason, claimStartedAt: null });
  closeTargets(change);
  change.to('failed', { reason });
}

export function beginEnding(change: SessionChange, reason: EndReason): void {
  const { row } = change;
  if (isFinished(row.state) || row.state === 'ending') return;
  change.set({ endReason: reason, graceEndsAt: null });
  change.to('ending', { reason });
}

/** Whatever held the session has let go, or is fenced off. */
export function finishEnding(change: SessionChange): void {
  if (change.row.state !== 'ending') return;
  change.set({ claimStartedAt: null, publisher: null });
  closeTargets(change);
  change.to('ended', { reason: change.row.endReason, counters: totals(change.row) });
}

/** An edited setting is shown at once. Known targets keep what they lived through. False when it is old news. */
export function adoptPlan(change: SessionChange, plan: StreamPlan): boolean {
  const { row, now } = change;
  if (!isHosted(row.state) || plan.revision <= row.settingRevision) return false;
  const known = new Map(row.targets.map((target) => [target.targetId, target]));
  change.set({
    settingName: plan.settingName,
    settingRevision: plan.revision,
    options: plan.options,
    targets: plan.targets.map((target) => known.get(target.targetId) ?? untouchedTarget(target, now)),
  });
  change.note('edited', { revision: plan.revision });
  return true;
}

const wantsNode = (row: SessionRow): boolean => row.state === 'starting' || isHosted(row.state);

/** A claim was sent, and whoever sent it may still be waiting for the answer. */
export function isClaimUnderWay(row: Pick<SessionRow, 'claimStartedAt'>, now: Date): boolean {
  return row.claimStartedAt !== null && ageOf(row.claimStartedAt, now) < CLAIM_STALE_MS;
}

function closeTargets(change: SessionChange): void {
  const since = change.now.toISOString();
  const targets = change.row.targets.map((target) =>
    target.state === 'off' || target.state === 'stopped'
      ? target
      : { ...target, state: 'stopped' as const, since, nextRetryAt: null, bitrateKbps: 0 },
  );
  change.set({ targets });
}

/** What the targets have counted so far. */
const totals = (row: SessionRow): TargetCounters[] =>
  inTotal(row.targets, row.countedBefore).map((each) => sumOf(each));
