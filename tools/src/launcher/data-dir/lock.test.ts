import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '../process/process-table.js';
import { InstallationLock } from './lock.js';

describe('the lock of a data directory', () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'midstation-lock-'));
    file = join(dir, 'launcher.json');
  });
  afterEach(() => rm(dir, { recursive: true }));

  const sleeper = async () => {
    const child = spawn('sleep', ['60'], { detached: true });
    await once(child, 'spawn');
    return { pid: child.pid!, identity: processIdentity(child.pid!)!, ended: once(child, 'exit'), child };
  };
  const writeLock = (content: object) =>
    writeFile(file, JSON.stringify({ pid: 1, identity: 'gone', stopping: false, processes: [], ...content }));

  it('refuses a second launcher and lets the next one in after it is released', async () => {
    const first = await InstallationLock.take(file);
    await expect(InstallationLock.take(file)).rejects.toThrow(
      `already runs on this data directory (process ${process.pid})`,
    );
    first.release();
    (await InstallationLock.take(file)).release();
  });

  it('ends the processes that a killed launcher left behind', async () => {
    const left = await sleeper();
    await writeLock({ processes: [{ name: 'edge', pid: left.pid, identity: left.identity, stopSignal: 'SIGTERM' }] });
    const lock = await InstallationLock.take(file);
    await left.ended;
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid, processes: [] });
    lock.release();
  });

  it('never ends a stranger that has got the number of a process of ours', async () => {
    const stranger = await sleeper();
    await writeLock({ processes: [{ name: 'edge', pid: stranger.pid, identity: 'other', stopSignal: 'SIGKILL' }] });
    (await InstallationLock.take(file)).release();
    expect(processIdentity(stranger.pid)).toBe(stranger.identity);
    stranger.child.kill();
  });

  it('waits for a launcher that is stopping', async () => {
    const before = await sleeper();
    await writeLock({ pid: before.pid, identity: before.identity, stopping: true });
    const taken = InstallationLock.take(file);
    before.child.kill();
    (await taken).release();
  });

  it('takes over from a lock file that a full disk left empty', async () => {
    await writeFile(file, '');
    (await InstallationLock.take(file)).release();
  });
});
