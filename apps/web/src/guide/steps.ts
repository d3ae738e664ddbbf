import type { Session, SessionSummary, Setting } from '@mid-station/contracts';

/** What a first stream takes, in order. */
export const guideSteps = ['setting', 'target', 'obs', 'see'] as const;
export type GuideStep = (typeof guideSteps)[number];

interface Situation {
  readonly settings: readonly Setting[];
  readonly session: Session | null;
  readonly watching: boolean;
}

/** The step to do now; null when all of them are done. */
export function currentStep({ settings, session, watching }: Situation): GuideStep | null {
  const done: Record<GuideStep, boolean> = {
    setting: settings.length > 0,
    target: settings.some(({ targets }) => targets.length > 0),
    obs: Boolean(session?.liveSince),
    see: watching,
  };
  return guideSteps.find((step) => !done[step]) ?? null;
}

/** The setting that the guide fills. */
export const settingToFill = (settings: readonly Setting[]): Setting | undefined =>
  settings.find(({ active }) => active) ?? settings[0];

/** Whoever has been on air before needs no guide. */
export const isFirstRun = (sessions: readonly SessionSummary[]): boolean =>
  !sessions.some(({ liveSince, endedAt }) => liveSince && endedAt);
