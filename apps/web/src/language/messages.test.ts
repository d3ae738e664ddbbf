import {
  adviceCodeSchema,
  auditKindSchema,
  encoderRefusalSchema,
  endReasonSchema,
  errorCodes,
  sessionStateSchema,
  targetProblems,
  targetStateSchema,
} from '@mid-station/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { de } from './de.js';
import { en } from './en.js';

/** Every sentence of a language by its dotted key. */
function flatten(messages: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value as object, `${prefix}${key}.`)],
    ) as [string, string][],
  );
}

const languages = { en: flatten(en), de: flatten(de) };

/** All that the page is written in, without the languages themselves. */
function sources(): string {
  const root = new URL('../', import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|^language.(en|de)\.ts$/.test(file))
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .join('\n');
}

const names = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

it('has the same keys in every language', () => {
  expect([...languages.de.keys()].sort()).toEqual([...languages.en.keys()].sort());
});

it('holds no sentence that nothing shows', () => {
  const shown = sources();
  /** Written out, with the ending of its count left off, or put together from where it stands: `state.${state}`. */
  const isShown = (key: string) => {
    const [whole, ...parts] = [key.replace(/_(one|other)$/, ''), ...key.split('.').slice(0, -1)];
    return (
      shown.includes(whole) || parts.some((_, depth) => shown.includes(`${parts.slice(0, depth + 1).join('.')}.\${`))
    );
  };
  expect([...languages.en.keys()].filter((key) => !isShown(key))).toEqual([]);
});

describe.each(Object.entries(languages))('%s', (_, messages) => {
  it('leaves no sentence empty', () => {
    expect([...messages].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('names rtmp:// or rtmps:// where the wrong one of them is the usual cause, and the path where that is', () => {
    for (const code of ['connection_timeout', 'tls_failed', 'handshake_failed'])
      expect([code, messages.get(`problems.${code}.message`)]).toEqual([code, expect.stringMatching(/RTMPS|rtmps:/)]);
    for (const code of ['app_unknown', 'closed_by_peer'])
      expect([code, messages.get(`problems.${code}.message`)]).toEqual([code, expect.stringMatching(/path|Pfad/)]);
  });

  it('fills in the same values as the other language', () => {
    for (const [key, text] of messages) expect([key, names(text)]).toEqual([key, names(languages.en.get(key) ?? '')]);
  });

  it('has words for every code that the server can send', () => {
    const wanted = [
      ...Object.keys(targetProblems).flatMap((code) => [`problems.${code}.message`, `problems.${code}.hint`]),
      ...Object.keys(errorCodes).map((code) => `errors.${code}`),
      ...adviceCodeSchema.options.map((code) => `advice.${code}`),
      ...endReasonSchema.options.map((reason) => `endReason.${reason}`),
      ...encoderRefusalSchema.shape.code.options.flatMap((code) =>
        ['line', 'title', 'message', 'hint'].map((part) => `refusal.${code}.${part}`),
      ),
      ...sessionStateSchema.options.map((state) => `state.${state}`),
      ...auditKindSchema.options.map((kind) => `audit.${kind}`),
      ...targetStateSchema.options.map((state) => `targetState.${state}`),
    ];
    expect(wanted.filter((key) => !messages.get(key))).toEqual([]);
  });
});
