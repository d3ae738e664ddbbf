import { handleSchema } from '@mid-station/contracts';
import type { TFunction } from 'i18next';

/** What a handle is for, while it is typed: the end of the address. How that begins, only a user is told. */
export function handleHint(typed: string, t: TFunction): string {
  const { data: handle } = handleSchema.safeParse(typed);
  return handle ? t('auth.handleHint', { handle }) : t('auth.handleEmpty');
}
