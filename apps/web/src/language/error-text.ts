import type { AppError, TargetErrorCode } from '@mid-station/contracts';
import { targetErrorCodeSchema } from '@mid-station/contracts';
import type { i18n, TFunction } from 'i18next';

/**
 * What went wrong, for reading. The server writes English and names the particulars; in another language the sentence of
 * the code stands for it.
 */
export function errorText(error: AppError, { language, t }: Pick<i18n, 'language'> & { t: TFunction }): string {
  return language === 'en' && error.detail ? error.detail : t(`errors.${error.code}`);
}

/** The two sentences of a target's failure in the page's language; the server's own for a code this page does not know. */
export function problemText(problem: { code: string; message: string; hint: string }, t: TFunction) {
  const known = targetErrorCodeSchema.safeParse(problem.code);
  if (!known.success) return { message: problem.message, hint: problem.hint };
  return problemTextOf(known.data, t);
}

export const problemTextOf = (code: TargetErrorCode, t: TFunction) => ({
  message: t(`problems.${code}.message`),
  hint: t(`problems.${code}.hint`),
});
