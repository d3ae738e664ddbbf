import { eventually } from '@mid-station/service/testing';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { TestInstallation } from './rig/installation.js';
import { isOpen } from './rig/ports.js';

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('npm start', () => {
  let installation: TestInstallation;
  beforeEach(async () => {
    installation = await TestInstallation.prepare({ ingestNodes: 1 });
  });
  afterEach(() => installation.stop(), 60_000);

  it('stops every process on Ctrl-C', async () => {
    await installation.launch();
    const processes = await installation.processes();
    expect(processes.map(({ kind }) => kind).sort()).toEqual(
      ['auth', 'edge', 'gateway', 'ingest', 'nats', 'orchestrator', 'postgres', 'practice', 'redis', 'settings'].sort(),
    );
    expect(await installation.interrupt()).toEqual({ code: 0, signal: null });
    expect(processes.filter(({ pid }) => exists(pid))).toEqual([]);
    expect(await installation.processes()).toEqual([]);
  }, 120_000);

  it('starts again after SIGKILL, with nothing stale and nothing lost', async () => {
    const command = await installation.launch();
    await installation.streamer('ada');
    const before = await installation.processes();
    command.kill('SIGKILL');
    await command.exited;
    await installation.launch();
    expect(before.filter(({ pid }) => exists(pid))).toEqual([]);
    const ada = await installation.signIn('ada');
    expect(await ada.api.call('me', {})).toMatchObject({ handle: 'ada' });
  }, 120_000);

  it('starts a crashed part again and tells other programs its new process', async () => {
    const command = await installation.launch();
    for (const kind of ['edge', 'nats', 'postgres']) {
      const { pid, name } = await installation.processOf(kind);
      process.kill(pid, 'SIGKILL');
      await command.prints(new RegExp(`^${name} is back\\.$`, 'm'));
      expect((await installation.processOf(kind)).pid).not.toBe(pid);
    }
    await eventually(async () => expect((await fetch(`${installation.origin}/api/readyz`)).status).toBe(200));
    const ada = await installation.streamer('ada');
    expect(await ada.api.call('me', {})).toMatchObject({ handle: 'ada' });
  }, 120_000);

  it('names a busy port and the variable that changes it, and starts nothing', async () => {
    const busy = createServer().listen(installation.ports.rtmp);
    await once(busy, 'listening');
    const command = installation.run();
    expect(await command.exited).toEqual({ code: 1, signal: null });
    expect(command.output).toContain(`Port ${installation.ports.rtmp} (RTMP) is in use`);
    expect(command.output).toContain('MIDSTATION_RTMP_PORT');
    await expect(readFile(`${installation.dataDir}/logs/postgres.log`)).rejects.toThrow('ENOENT');
    busy.close();
  }, 60_000);

  it('refuses a second start on the same data directory and leaves the first alone', async () => {
    const first = await installation.launch();
    const second = installation.run();
    expect((await second.exited).code).toBe(1);
    expect(second.output).toContain(`already runs on this data directory (process ${first.pid})`);
    expect(await isOpen(installation.ports.rtmp)).toBe(true);
    first.kill('SIGINT');
    expect((await first.exited).code).toBe(0);
  }, 120_000);

  it('names a variable that it cannot use', async () => {
    const odd = await TestInstallation.prepare({ env: { MIDSTATION_INGEST_NODES: 'many' } });
    const command = odd.run();
    expect((await command.exited).code).toBe(1);
    expect(command.output).toContain('MIDSTATION_INGEST_NODES');
    await odd.stop();
  }, 60_000);
});
