import type { SessionState, SessionStatus, TargetStatus } from '@mid-station/contracts';
import { isDeepStrictEqual } from 'node:util';
import { HANDOVER_MS } from '../limits.js';
import { ageOf } from './age.js';
import { countedBefore } from './counters.js';
import type { SessionChange } from './session-change.js';
import { beginEnding, finishEnding } from './steps.js';
import type { SessionRow } from './session.entity.js';
import { isHosted } from './state-machine.js';

/**
 * `early`: the claim it speaks of is not confirmed yet; `stale`: old news, or of a claim that was superseded; `handover`:
 * the encoder still streams through the node before, so this one knows less than what is written.
 */
export type Verdict = 'applied' | 'early' | 'stale' | 'handover';

/**
 * Writes what a node reports of a session into it. Reports are levels: a missed one is made good by the next, so the
 * states in between are passed through.
 */
export function applyStatus(change: SessionChange, status: SessionStatus): Verdict {
  const { row } = change;
  if (isEarly(row, status)) return 'early';
  // A node that knows of another's session from its route must not speak for it.
  if (status.nodeId !== row.nodeId) return 'stale';
  if (status.epoch !== row.epoch || isOld(row, status) || !isHosted(row.state)) return 'stale';
  // Not written at all, so that reconciliation asks again until the encoder is there or late.
  if (isHandingOver(row, status, change.now)) return 'handover';
  noteTargets(change, status.targets);
  notePublisher(change, status);
  noteRefusal(change, status);
  if (row.unplacedSince) change.note('node_back', { nodeId: row.nodeId, epoch: row.epoch });
  change.set({
    ...newCounters(row, status),
    reportRevision: status.revision,
    unplacedSince: null,
    publisher: status.publisher,
    graceEndsAt: status.state === 'interrupted' && status.graceEndsAt ? new Date(status.graceEndsAt) : null,
  });
  for (const state of pathTo(row.state, status)) enter(change, state, status);
  return 'applied';
}

function isEarly(row: SessionRow, { epoch }: SessionStatus): boolean {
  return row.state === 'starting' ? epoch === row.claimEpoch : epoch > row.epoch && epoch === row.claimEpoch;
}

/** What is known already is news of a node that was thought lost: that it still has the session, as it had it before. */
function isOld(row: SessionRow, { revision }: SessionStatus): boolean {
  return row.unplacedSince ? revision < row.reportRevision : revision <= row.reportRevision;
}

/** A live session was moved away from a draining node, and its encoder has not come over yet. */
export function isHandingOver(row: SessionRow, status: SessionStatus, now: Date): boolean {
  const isWithoutEncoder =
    row.previousEpoch !== null && row.state === 'live' && status.state === 'interrupted' && !isHeard(status);
  return isWithoutEncoder && row.claimConfirmedAt !== null && ageOf(row.claimConfirmedAt, now) < HANDOVER_MS;
}

/** An edge has its connection to the next node before the keyframe from which on it gets the stream. */
const isHeard = ({ publisher }: SessionStatus): boolean => (publisher?.bytesReceived ?? 0) > 0;

/** The last words of a node that lets go: final counters, no change of state. */
export function applyLastWords(change: SessionChange, status: SessionStatus): void {
  if (status.epoch !== change.row.epoch) return;
  noteTargets(change, status.targets);
  change.set(newCounters(change.row, status));
}

const newCounters = (row: SessionRow, { targets }: SessionStatus): Pick<SessionRow, 'targets' | 'countedBefore'> => ({
  ...{ targets, countedBefore: countedBefore(row) },
});

function pathTo(from: SessionState, status: SessionStatus): SessionState[] {
  switch (status.state) {
    case 'ended':
      return ['ending', 'ended'];
    case 'live':
      return from === 'live' ? [] : ['live'];
    case 'interrupted':
      return from === 'waiting' ? ['live', 'interrupted'] : from === 'live' ? ['interrupted'] : [];
    case 'waiting':
      // A new node waits for an encoder that was live elsewhere: to the user that is an interruption.
      return from === 'live' ? ['interrupted'] : [];
  }
}

function enter(change: SessionChange, state: SessionState, status: SessionStatus): void {
  if (state === 'ending') return beginEnding(change, status.endReason ?? 'internal');
  if (state === 'ended') return finishEnding(change);
  if (state === 'live') change.set({ liveSince: change.row.liveSince ?? change.now });
  change.to(state);
}

function noteTargets(change: SessionChange, targets: readonly TargetStatus[]): void {
  const before = new Map(change.row.targets.map((target) => [target.targetId, target]));
  for (const target of targets) {
    const known = before.get(target.targetId);
    if (known?.state === target.state && known.since === target.since) continue;
    const { targetId, name, platform, state, attempt } = target;
    const code = target.lastError?.code ?? null;
    change.note('target', { targetId, name, platform, state, attempt, code }, new Date(target.since));
  }
}

function notePublisher(change: SessionChange, { publisher }: SessionStatus): void {
  const seen = change.row.publisher;
  if (!publisher || (!publisher.video && !publisher.audio)) return;
  const { encoder, video, audio } = publisher;
  // By value: Postgres gives the keys of what it stored in an order of its own.
  if (isDeepStrictEqual([video, audio], [seen?.video ?? null, seen?.audio ?? null])) return;
  change.note('publisher', { encoder, video, audio });
}

function noteRefusal(change: SessionChange, { publisher }: SessionStatus): void {
  if (publisher?.refusal && !change.row.publisher?.refusal) change.note('encoder_refused', publisher.refusal);
}
