import type { TargetCheck, TargetStatus } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import type { Tone } from '../design/state-badge.js';
import { problemNow, targetWords } from '../live/target-words.js';
import type { Preflight } from '../preflight/use-preflight.js';

/** How a target stands, whatever is going on: in a session, before one, or switched off. */
export interface Standing {
  readonly tone: Tone;
  readonly label: string;
  /** What is in the way, while it is. */
  readonly problem: TargetCheck['error'];
  /** Its part in the running session, where it has one. */
  readonly status: TargetStatus | null;
}

/** What a target's row says; null while nothing is known. `status` and `preflight` are null where there is none. */
export function standingOf(
  enabled: boolean,
  targetId: string,
  status: TargetStatus | null,
  preflight: Preflight | null,
  t: TFunction,
): Standing | null {
  if (!enabled) return plain('idle', t('targetState.off'));
  if (status && status.state !== 'off') return inSession(status, t);
  if (!preflight) return null;
  if (preflight.isChecking) return plain('busy', t('preflight.checking'));
  const check = preflight.checkOf(targetId);
  if (!check) return null;
  if (!check.error) return plain('ok', t('preflight.open'));
  return { ...targetWords('waiting', true, t), problem: check.error, status: null };
}

function inSession(status: TargetStatus, t: TFunction): Standing {
  const problem = problemNow(status);
  return { ...targetWords(status.state, problem !== null, t), problem, status };
}

const plain = (tone: Tone, label: string): Standing => ({ tone, label, problem: null, status: null });
