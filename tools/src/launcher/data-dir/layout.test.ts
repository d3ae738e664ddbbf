import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LaunchFailure } from '../failure.js';
import { DataDir } from './layout.js';

const file = fileURLToPath(import.meta.url);

describe('a data directory', () => {
  it.each([file, join(file, 'below'), '/proc/mid-station/data'])(
    'that cannot be made is named, with the variable that changes it: %s',
    async (root) => {
      const failure = await new DataDir(root).make().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(LaunchFailure);
      expect(String(failure)).toContain('MIDSTATION_DATA_DIR');
      expect(String(failure)).toContain(root.split('/').slice(0, 3).join('/'));
    },
  );

  it('is made with the folders above it; others may pass to the database, and look at nothing', async () => {
    const above = await mkdtemp(join(tmpdir(), 'mid-station-layout-'));
    const dir = new DataDir(join(above, 'of', 'installations', 'first'));
    await dir.make();
    await dir.make();
    const modeOf = async (folder: string): Promise<string> => ((await stat(folder)).mode & 0o777).toString(8);
    expect(await Promise.all([dir.root, dir.logs].map(modeOf))).toEqual(['711', '700']);
    await rm(above, { recursive: true });
  });
});
