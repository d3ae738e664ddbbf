import type { SessionStats } from '@mid-station/contracts';

/** How much the chart shows, in seconds, at one sample a second. */
export const HISTORY_SECONDS = 60;

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null while no encoder is connected: a gap in the chart, not a zero. */
  readonly kbps: number | null;
}

export interface StatsHistory {
  readonly sessionId: string | null;
  readonly samples: readonly Sample[];
}

export const noStats: StatsHistory = { sessionId: null, samples: [] };

/** The history with one more sample; another session starts it anew, and what is older than a minute falls out. */
export function withSample(history: StatsHistory, { sessionId, at, publisher }: SessionStats): StatsHistory {
  const sample = { at: Date.parse(at), kbps: publisher?.connected ? publisher.bitrateKbps : null };
  const kept = history.sessionId === sessionId ? history.samples : [];
  const oldest = sample.at - HISTORY_SECONDS * 1_000;
  const samples = [...kept.filter((other) => other.at > oldest && other.at < sample.at), sample];
  return { sessionId, samples };
}

/** Lowest, highest and latest rate, for whoever cannot see the chart; null without a sample. */
export function summarise({ samples }: StatsHistory): { min: number; max: number; now: number } | null {
  const rates = samples.flatMap(({ kbps }) => (kbps === null ? [] : [kbps]));
  const now = rates.at(-1);
  return now === undefined ? null : { min: Math.min(...rates), max: Math.max(...rates), now };
}
