import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Messages } from './en.js';

/** Languages of the page, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const STORED_AS = 'mid-station.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Messages };
  }
}

const load: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de.js')).de,
};

const isLanguage = (value: string): value is Language => value in languages;

/** The language chosen before, else the browser's, else English. */
export function preferredLanguage(
  stored = localStorage.getItem(STORED_AS),
  offered: readonly string[] = navigator.languages,
): Language {
  const candidates = [stored ?? '', ...offered.map((tag) => tag.split('-')[0] ?? '')];
  return candidates.find(isLanguage) ?? 'en';
}

/** Loads the language that is shown first. English is always there: it stands in for whatever is missing. */
export async function startLanguage(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, [language]: { translation: await load[language]() } },
  });
  document.documentElement.lang = language;
}

/** Switches the page's language and remembers it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await load[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORED_AS, language);
}
