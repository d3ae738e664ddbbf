import type {
  PlatformId,
  TargetCounters,
  TargetErrorCode,
  TargetReport,
  TargetStatus,
  TimelineEvent,
} from '@mid-station/contracts';
import { GAPS_PER_TARGET } from '../limits.js';

interface Draft {
  report: TargetReport;
  /** Since when it is live, in milliseconds; null while it is not. */
  liveFrom: number | null;
}

/** Target states in which a picture should arrive but does not. */
const GAP_STATES = new Set(['connecting', 'retrying', 'refused']);

/**
 * What each target lived through, from the session's timeline. `present` are its targets as their node reported them; `before`
 * is what they, and those that were taken out since, counted on other nodes.
 */
export function targetReports(
  timeline: readonly TimelineEvent[],
  present: readonly TargetStatus[],
  before: readonly TargetCounters[],
  end: Date,
): TargetReport[] {
  const drafts = new Map<string, Draft>();
  for (const { targetId, name, platform } of present) draft(drafts, targetId, name, platform);
  for (const event of timeline) read(drafts, event);
  for (const target of [...present, ...before]) add(drafts.get(target.targetId), target);
  return [...drafts.values()].map((each) => close(each, end));
}

function read(drafts: Map<string, Draft>, { kind, at, data }: TimelineEvent): void {
  if (kind === 'node_lost') for (const each of drafts.values()) leaveLive(each, at, null);
  if (kind !== 'target') return;
  const { targetId, name, platform, state, code } = data as Record<string, string>;
  const target = draft(drafts, String(targetId), String(name), platform as PlatformId);
  if (state === 'live') enterLive(target, at);
  else if (GAP_STATES.has(String(state))) leaveLive(target, at, (code as TargetErrorCode | null) ?? null);
  else rest(target, at);
}

function draft(drafts: Map<string, Draft>, targetId: string, name: string, platform: PlatformId): Draft {
  const known = drafts.get(targetId);
  if (known) return known;
  const counters = { liveSeconds: 0, bytesSent: 0, framesDropped: 0, reconnects: 0 };
  const fresh = { report: { targetId, name, platform, ...counters, gaps: [] }, liveFrom: null };
  drafts.set(targetId, fresh);
  return fresh;
}

function enterLive(target: Draft, at: string): void {
  const gap = target.report.gaps.at(-1);
  if (gap?.to === null) gap.to = at;
  target.liveFrom ??= Date.parse(at);
}

/** A gap begins; its cause may become known only with the next attempt. */
function leaveLive(target: Draft, at: string, cause: TargetErrorCode | null): void {
  countLive(target, Date.parse(at));
  const gap = target.report.gaps.at(-1);
  if (gap?.to !== null) target.report.gaps.push({ from: at, to: null, cause });
  else gap.cause ??= cause;
}

/** Switched off, stopped, or waiting for the encoder: nothing is missing. */
function rest(target: Draft, at: string): void {
  countLive(target, Date.parse(at));
  const gap = target.report.gaps.at(-1);
  if (gap?.to === null) gap.to = at;
}

function countLive(target: Draft, until: number): void {
  if (target.liveFrom === null) return;
  target.report.liveSeconds += Math.max(0, until - target.liveFrom) / 1_000;
  target.liveFrom = null;
}

function add(target: Draft | undefined, counters: TargetCounters): void {
  if (!target) return;
  target.report.bytesSent += counters.bytesSent;
  target.report.framesDropped += counters.framesDropped;
  target.report.reconnects += counters.reconnects;
}

function close(target: Draft, end: Date): TargetReport {
  countLive(target, end.getTime());
  const { report } = target;
  const liveSeconds = Math.round(report.liveSeconds * 10) / 10;
  return { ...report, liveSeconds, gaps: report.gaps.slice(-GAPS_PER_TARGET) };
}
