import { fileURLToPath } from 'node:url';
import { LaunchFailure } from '../failure.js';
import { DataDir } from './layout.js';

describe('a data directory', () => {
  it('that cannot be made is named, with the variable that changes it', async () => {
    const file = fileURLToPath(import.meta.url);
    const failure = await new DataDir(file).make().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LaunchFailure);
    expect(String(failure)).toContain(file);
    expect(String(failure)).toContain('MIDSTATION_DATA_DIR');
  });
});
