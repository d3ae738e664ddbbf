import type { SessionState } from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import type { EncoderLink } from '../live/encoder.js';

/** As much of a session as says whether there is a picture. */
export interface OnScreen {
  readonly state: SessionState;
  readonly encoder: EncoderLink;
}

/** Why there is no picture before the first one. */
export function noPictureWords(session: OnScreen | null, t: TFunction): string {
  if (session?.state === 'waiting' && session.encoder === 'connected') return t('preview.silent');
  return t(session?.state === 'starting' || session?.state === 'waiting' ? 'preview.waiting' : 'preview.offline');
}
