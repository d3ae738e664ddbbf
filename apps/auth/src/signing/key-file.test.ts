import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeyFile } from './key-file.js';

describe('the signing key file', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'mid-station-keys-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, however many copies start together, and only its owner reads it', async () => {
    const path = join(folder, 'deep', 'keys.json');
    const loaded = await Promise.all(Array.from({ length: 10 }, () => loadKeyFile(path)));
    expect(new Set(loaded.map(([key]) => key!.kid)).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'deep'))).toEqual(['keys.json']);
  });

  it('that is broken is named, not replaced and not shown', async () => {
    const path = join(folder, 'keys.json');
    await writeFile(path, '{"keys": [{"d": "very-secret"}]}');
    const error = await loadKeyFile(path).catch((caught: Error) => caught);
    expect(String(error)).toMatch('not a signing key file');
    expect(String(error)).not.toMatch('very-secret');
  });
});
