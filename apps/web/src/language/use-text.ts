import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { asAppError } from '../api/problem.js';
import { errorText } from './error-text.js';
import * as format from './format.js';

/** The page's sentences and its ways to write numbers, in the chosen language. */
export function useText() {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const locale = regionOf(language);
  return useMemo(
    () => ({
      t,
      locale,
      errorText: (error: unknown) => errorText(asAppError(error), { language, t }),
      bitrate: (kbps: number) => format.formatBitrate(kbps, locale),
      bytes: (bytes: number) => format.formatBytes(bytes, locale),
      decimal: (value: number, digits: number) => format.formatDecimal(value, digits, locale),
      plain: (value: number) => format.formatPlain(value, locale),
      percent: (share: number) => format.formatPercent(share, locale),
      date: (instant: string) => format.formatDate(instant, locale),
      dateTime: (instant: string) => format.formatDateTime(instant, locale),
      time: (instant: string) => format.formatTime(instant, locale),
    }),
    [t, language, locale],
  );
}
/** The reader's own region of the language, where the browser names one: 20:15 or 8:15 PM. */
const regionOf = (language: string): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;

export type Text = ReturnType<typeof useText>;
