import type { TargetState, TargetStatus } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import type { Tone } from '../design/state-badge.js';

const tones: Record<TargetState, Tone> = {
  off: 'idle',
  waiting: 'idle',
  connecting: 'busy',
  live: 'ok',
  retrying: 'busy',
  refused: 'bad',
  stopped: 'idle',
};

/** What is in the way of a target now. Of one that is live that is nothing but that frames are being left out. */
export function problemNow({ state, lastError }: TargetStatus): TargetStatus['lastError'] {
  if (state === 'off' || state === 'stopped') return null;
  return state === 'live' && lastError?.code !== 'too_slow' ? null : lastError;
}

/** A target's state as word and colour. One that waits or is live with something in the way is not as well as it sounds. */
export function targetWords(state: TargetState, isTroubled: boolean, t: TFunction): { tone: Tone; label: string } {
  if (isTroubled && state === 'waiting') return { tone: 'bad', label: t('preflight.blocked') };
  const tone = isTroubled && state === 'live' ? 'busy' : tones[state];
  return { tone, label: t(`targetState.${state}`) };
}
