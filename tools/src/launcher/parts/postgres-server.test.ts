import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresUser } from './postgres-server.js';

describe('the user that runs the database', () => {
  it('finds and runs programs in a folder that is closed to others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mid-station-closed-')); // made with mode 0700
    try {
      const program = join(folder, 'true');
      await copyFile('/bin/true', program);
      await chmod(program, 0o700);
      const { wrapper, uid, gid } = await postgresUser([folder]);
      const look = `fs.accessSync(${JSON.stringify(program)}, fs.constants.X_OK)`; // as Postgres looks for its parts
      for (const command of [[program], [process.execPath, '--eval', look]]) {
        const [file, ...args] = [...wrapper, ...command];
        await promisify(execFile)(file!, args, { uid, gid });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
