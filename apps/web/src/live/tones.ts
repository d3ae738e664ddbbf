import type { SessionState } from '@mid-station/contracts';
import type { Tone } from '../design/state-badge.js';

export const sessionTones: Record<SessionState, Tone> = {
  starting: 'busy',
  waiting: 'busy',
  live: 'air',
  interrupted: 'bad',
  ending: 'busy',
  ended: 'idle',
  failed: 'bad',
};
