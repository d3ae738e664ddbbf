import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as limits from './limits.js';

const page = readFileSync(fileURLToPath(new URL('../../../docs/limits.md', import.meta.url)), 'utf8');

/** Name and value of every table row of the page. */
const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/limits.md', () => {
  it.each(Object.entries(limits))('lists %s with its value %i', (name, value) => {
    const fits = rows.filter(([, constant]) => constant === `\`${name}\``).map(([, , listed]) => listed);
    expect(fits).toContain(value.toLocaleString('en-US'));
  });
});
