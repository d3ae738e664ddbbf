import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlaceKey, sealForPlace } from './place-key.js';

describe('the key that a node asks for its place with', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'mid-station-place-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('stays the same for all runs of the node, in a file for its owner only', async () => {
    const path = join(folder, 'key.json');
    const first = await PlaceKey.load(path);
    const second = await PlaceKey.load(path);
    expect(second.publicKey).toBe(first.publicKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key.json']);
    const sealed = (await sealForPlace(first.publicKey, 'node-1', 'secret'))!;
    expect(await second.open(sealed, 'node-1')).toBe('secret');
  });

  it('is the only one that opens what was sealed for it, and under that name only', async () => {
    const [mine, other] = await Promise.all([PlaceKey.load(join(folder, 'a')), PlaceKey.load(join(folder, 'b'))]);
    const sealed = (await sealForPlace(mine.publicKey, 'node-1', 'secret'))!;
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('secret');
    const refused = { code: 'invalid_request' };
    await expect(other.open(sealed, 'node-1')).rejects.toMatchObject(refused);
    await expect(mine.open(sealed, 'node-2')).rejects.toMatchObject(refused);
    for (const changed of ['', 'AAAA', sealed.slice(0, -4)]) {
      await expect(mine.open(changed, 'node-1')).rejects.toMatchObject(refused);
    }
  });

  it('that is broken is named, not replaced and not shown', async () => {
    const path = join(folder, 'key.json');
    await writeFile(path, '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"very-secret"}');
    const error = await PlaceKey.load(path).catch((caught: Error) => caught);
    expect(String(error)).toMatch('holds no key of a node');
    expect(String(error)).not.toMatch('very-secret');
  });

  it('of somebody who has none gets nothing', async () => {
    const publicKey = Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString('base64url');
    expect(await sealForPlace(publicKey, 'node-1', 'secret')).toBeNull();
  });
});
