/** Numbers and times as the page writes them. Rates are kbit/s, sizes bytes, times as said. */

const number = (locale: string, digits: number) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** `6.2 Mbit/s`, `128 kbit/s`: enough digits to read, too few to flicker. */
export function formatBitrate(kbps: number, locale: string): string {
  if (kbps < 1_000) return `${number(locale, 0).format(kbps)} kbit/s`;
  return `${number(locale, 1).format(kbps / 1_000)} Mbit/s`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number, locale: string): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${number(locale, power === 0 ? 0 : 1).format(bytes / 1_000 ** power)} ${SIZES[power]}`;
}

/** A running clock: `0:07`, `12:05`, `1:02:03`. Never negative. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** A length of time in its two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function formatSpan(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = Math.max(0, Math.round(seconds));
  const parts = units.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return { count, unit };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(({ count }) => count > 0);
  return shown.map(({ count, unit }) => `${count} ${unit}`).join(' ');
}

export const formatDateTime = (instant: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

export const formatDate = (instant: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(instant));

export const formatTime = (instant: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(instant));

export const formatHour = (milliseconds: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(milliseconds);

export const formatDecimal = (value: number, digits: number, locale: string): string =>
  number(locale, digits).format(value);

/** As it is typed into a program: no groups of digits. */
export const formatPlain = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1, useGrouping: false }).format(value);

export const formatPercent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
