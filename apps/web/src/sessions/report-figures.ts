import type { SessionReport } from '@mid-station/contracts';

type TargetReport = SessionReport['targets'][number];

/** Sums over all targets. */
export const totals = ({ targets }: SessionReport) => ({
  bytesSent: targets.reduce((sum, target) => sum + target.bytesSent, 0),
  reconnects: targets.reduce((sum, target) => sum + target.reconnects, 0),
});

/** Incoming rates while something came in. */
const rates = ({ bitrate }: SessionReport): number[] => bitrate.map(({ kbps }) => kbps).filter((kbps) => kbps > 0);

/** Average incoming bitrate in kbit/s, gaps left out; null when nothing was recorded. */
export function averageKbps(report: SessionReport): number | null {
  const recorded = rates(report);
  return recorded.length === 0 ? null : recorded.reduce((sum, kbps) => sum + kbps, 0) / recorded.length;
}

/** Lowest and highest incoming rate; null when there is too little for a chart. */
export function extremes(report: SessionReport): { min: number; max: number } | null {
  const recorded = rates(report);
  return recorded.length < 2 ? null : { min: Math.min(...recorded), max: Math.max(...recorded) };
}

/** Share of the session's time on air that the target was live, 0..1. */
export const uptime = ({ durationSeconds }: SessionReport, { liveSeconds }: TargetReport): number =>
  durationSeconds > 0 ? Math.min(1, liveSeconds / durationSeconds) : 0;

/** Shortest gap worth telling, in milliseconds: a connection takes its moment, and nobody misses it. */
const GAP_MIN_MS = 1_000;

/** The gaps that a viewer would have noticed. */
export const noticeableGaps = ({ gaps }: TargetReport) =>
  gaps.filter(({ from, to }) => to === null || Date.parse(to) - Date.parse(from) >= GAP_MIN_MS);

/** Where a target's gaps lie within the time on air, as shares of it. */
export function gapMarks({ session, durationSeconds }: SessionReport, target: TargetReport) {
  const start = Date.parse(session.liveSince ?? session.createdAt);
  const share = (at: number) => Math.min(1, Math.max(0, (at - start) / (durationSeconds * 1_000)));
  if (durationSeconds <= 0) return [];
  return noticeableGaps(target).map(({ from, to }) => {
    const left = share(Date.parse(from));
    return { left, width: (to ? share(Date.parse(to)) : 1) - left };
  });
}
