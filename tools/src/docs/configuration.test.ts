import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${repository}docs/configuration.md`, 'utf8');

const files = [
  'libs/service/src/config/base.ts',
  ...readdirSync(`${repository}apps`)
    .filter((app) => app !== 'web')
    .map((app) => `apps/${app}/src/config.ts`),
];

type Variables = Record<string, string>;

/** Names and defaults of the variables that a schema reads; `none` where it has no default. */
function read(file: string): Variables {
  const fields = readFileSync(`${repository}${file}`, 'utf8')
    .split(/^ {2}(?=MIDSTATION_\w+:)/m)
    .slice(1);
  const entries = fields.map((field) => {
    const value = /\.default\('?([^')`]+)'?\)/.exec(field)?.[1] ?? 'none';
    return [/^\w+/.exec(field)![0], field.includes('process.pid') ? 'the process id' : value];
  });
  return Object.fromEntries(entries) as Variables;
}

/** The same as the page says it, below the heading that names the file. */
function told(file: string): Variables {
  const section = page.split(/^## .*(?=\(`)/m).find((text) => text.startsWith(`(\`${file}\`)`)) ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` +\| ([^|]+?) +\|/gm)];
  return Object.fromEntries(rows.map(([, name, value]) => [name!, value!.replace(/^`p` and |`/g, '')]));
}

describe('docs/configuration.md', () => {
  it.each(files)('tells every variable of %s with its default', (file) => {
    expect(Object.keys(read(file))).not.toEqual([]);
    expect(told(file)).toEqual(read(file));
  });
});
