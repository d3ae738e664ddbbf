import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;
const manifests = [
  '.',
  'tools',
  'e2e',
  ...['apps', 'libs'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`)),
];

describe('packages of others', () => {
  it.each(manifests)('are named with one exact version in %s', (folder) => {
    const { dependencies = {}, devDependencies = {} } = read(`${folder}/package.json`);
    const all = Object.entries({ ...(dependencies as object), ...(devDependencies as object) });
    expect(all.filter(([, version]) => !EXACT.test(String(version)))).toEqual([]);
  });

  it('are taken only as they were when they were chosen: each has its hash', () => {
    const { packages } = read('package-lock.json') as {
      packages: Record<string, { link?: boolean; integrity?: string }>;
    };
    const foreign = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
    expect(foreign.length).toBeGreaterThan(100);
    expect(foreign.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
  });
});
