import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('docs/security.md', () => {
  it('names tests that exist', () => {
    const text = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
