import type { TargetCheck, TargetStatus } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import type { Tone } from '../design/state-badge.js';
import { targetTones } from '../live/tones.js';
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
  return check.error ? blocked(check.error, null, t) : plain('ok', t('preflight.open'));
}

function inSession(status: TargetStatus, t: TFunction): Standing {
  const { state, lastError } = status;
  if (state === 'waiting' && lastError) return blocked(lastError, status, t);
  const problem = troubled.has(state) ? lastError : null;
  return { tone: targetTones[state], label: t(`targetState.${state}`), problem, status };
}

/** States in which the last error still stands, and another attempt is to come. */
const troubled: ReadonlySet<TargetStatus['state']> = new Set(['retrying', 'refused', 'connecting']);

const plain = (tone: Tone, label: string): Standing => ({ tone, label, problem: null, status: null });

const blocked = (problem: TargetCheck['error'], status: TargetStatus | null, t: TFunction): Standing => ({
  tone: 'bad',
  label: t('preflight.blocked'),
  problem,
  status,
});
