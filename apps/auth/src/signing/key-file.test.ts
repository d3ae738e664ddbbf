import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeyFile } from './key-file.js';
import { rotateSigningKey } from './rotate.js';
import { SigningKeys } from './signing-keys.js';
import { testLog } from '@mid-station/service/testing';

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

  it('is rotated without a gap: the new key is published first, signs later, and the old one goes last', async () => {
    const path = join(folder, 'keys.json');
    const [old] = await loadKeyFile(path);
    const now = new Date();
    const kid = await rotateSigningKey(path, now);
    const keys = await SigningKeys.open(path, testLog);
    const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
    expect(keys.publicKeys().map((key) => key['kid'])).toEqual([kid, old!.kid]);
    expect([keys.signer(later(1)).kid, keys.signer(later(61)).kid]).toEqual([old!.kid, kid]);
    await keys.close();
    const third = await rotateSigningKey(path, later(120));
    expect((await loadKeyFile(path)).map((key) => key.kid)).toEqual([third, kid, old!.kid]);
    const fourth = await rotateSigningKey(path, later(3600));
    expect((await loadKeyFile(path)).map((key) => key.kid)).toEqual([fourth, third]);
  });

  it('that is broken is named, not replaced and not shown', async () => {
    const path = join(folder, 'keys.json');
    await writeFile(path, '{"keys": [{"d": "very-secret"}]}');
    const error = await loadKeyFile(path).catch((caught: Error) => caught);
    expect(String(error)).toMatch('not a signing key file');
    expect(String(error)).not.toMatch('very-secret');
  });
});
