import { eventually } from '@mid-station/service/testing';
import { mkdir, mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDir } from '../data-dir/layout.js';
import { InstallationLock } from '../data-dir/lock.js';
import { type InstallationState } from '../data-dir/state-file.js';
import { Parts } from './parts.js';

describe('the parts of an installation', () => {
  let dir: DataDir;
  let lock: InstallationLock;
  let parts: Parts;
  const said: string[] = [];

  beforeEach(async () => {
    said.length = 0;
    dir = new DataDir(await mkdtemp(join(tmpdir(), 'midstation-parts-')));
    await dir.make();
    lock = await InstallationLock.take(dir.lockFile);
    parts = new Parts(dir, lock, (line) => said.push(line));
    const [ports, isReady] = [{}, () => Promise.resolve(true)];
    const sample = { name: 'sample', kind: 'sample', command: 'sleep', args: ['60'], stopSignal: 'SIGTERM' as const };
    await parts.start([{ ...sample, ports, isReady }]);
  });

  afterEach(async () => {
    await parts.stop(['sample']);
    await rm(dir.root, { recursive: true });
  });

  const written = async (): Promise<number | undefined> =>
    (JSON.parse(await readFile(dir.stateFile, 'utf8')) as InstallationState).processes[0]?.pid;

  it('are started again, and stopped, while nothing can be written, and what runs is told afterwards', async () => {
    const pid = (await written())!;
    // As a full disk: the drafts of both files cannot be made.
    const drafts = [dir.stateFile, dir.lockFile].map((file) => `${file}.${process.pid}.new`);
    await Promise.all(drafts.map((draft) => mkdir(draft)));
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(said).toContain('sample is back.'));
    expect(said.filter((line) => line.includes('could not be written down'))).toHaveLength(1);
    parts.markStopping();
    await Promise.all(drafts.map((draft) => rmdir(draft)));
    await eventually(async () => expect((await written()) ?? pid).not.toBe(pid));
  });
});
