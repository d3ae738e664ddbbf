import i18next from 'i18next';
import { en } from '../language/en.js';

/** The page's English sentences, for tests of what turns data into words. */
export const instance = i18next.createInstance();
await instance.init({ lng: 'en', interpolation: { escapeValue: false }, resources: { en: { translation: en } } });
