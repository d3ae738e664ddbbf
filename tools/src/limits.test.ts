import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${repository}docs/limits.md`, 'utf8');

const files = ['apps', 'libs']
  .flatMap((folder) => readdirSync(`${repository}${folder}`).map((project) => `${folder}/${project}/src`))
  .flatMap((sources) => readdirSync(`${repository}${sources}`, { recursive: true }).map((file) => `${sources}/${file}`))
  .filter((file) => file.endsWith('/limits.ts'));

/** Names and values of the table rows between the heading that names the file and the next such heading. */
function listed(file: string): [string, string][] {
  const section = page.split(/^#{2,3} .*(?=\(`)/m).find((text) => text.startsWith(`(\`${file}\`)`)) ?? '';
  return [...section.matchAll(/^\| `([A-Z0-9_]+)` +\| (\S+)/gm)].map(([, name, value]) => [name!, value!]);
}

describe('docs/limits.md', () => {
  it.each(files)('lists every limit of %s with its value', async (file) => {
    const constants = Object.entries((await import(`${repository}${file}`)) as Record<string, unknown>);
    const numbers = constants.filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    const expected = numbers.map(([name, value]) => [name, value.toLocaleString('en-US')]);
    expect(Object.fromEntries(listed(file))).toMatchObject(Object.fromEntries(expected));
  });
});
