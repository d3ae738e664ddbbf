import { eventually } from '@mid-station/service/testing';
import { ApiClient } from '@mid-station/tools';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Command } from './rig/command.js';
import { TestInstallation } from './rig/installation.js';
import { isOpen } from './rig/ports.js';
import { repository } from './rig/work-dir.js';

const KINDS = [
  'auth',
  'edge',
  'gateway',
  'ingest',
  'nats',
  'orchestrator',
  'postgres',
  'practice',
  'redis',
  'settings',
];
/** Ports that are meant for everyone. */
const PUBLIC = ['http', 'rtmp', 'rtmps'];
/** The same machine under another name: what is bound to 127.0.0.1 alone is not there. */
const OTHER_ADDRESS = '127.0.0.2';
const STREAMS = /Practice one: live \d{3,} .*Practice two: live \d{3,} .*Practice three: live \d{3,} /;

const GIVEN = /^Password: (\S+)$/m;

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The life of one data directory, told in order. */
describe('npm start -- --demo', () => {
  let installation: TestInstallation;
  let command: Command;

  beforeAll(async () => {
    installation = await TestInstallation.prepare({ ingestNodes: 1, args: ['--demo'] });
  });

  afterAll(() => installation.stop());

  it('names a variable that it cannot use', async () => {
    const odd = await TestInstallation.prepare({ env: { MIDSTATION_INGEST_NODES: 'many' } });
    const refused = odd.run();
    expect((await refused.exited).code).toBe(1);
    expect(refused.output).toContain('MIDSTATION_INGEST_NODES');
    await odd.stop();
  });

  it('names a busy port and the variable that changes it, and starts nothing', async () => {
    const busy = createServer().listen(installation.ports.rtmp);
    await once(busy, 'listening');
    const refused = installation.run();
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.output).toContain(`Port ${installation.ports.rtmp} (RTMP) is in use`);
    expect(refused.output).toContain('MIDSTATION_RTMP_PORT');
    await expect(readFile(`${installation.dataDir}/logs/postgres.log`)).rejects.toThrow('ENOENT');
    busy.close();
  });

  it('streams a test picture to three practice targets', async () => {
    command = await installation.launch();
    await command.prints(STREAMS);
  }, 120_000);

  it('runs every part, those that are not public on loopback alone', async () => {
    const processes = await installation.processes();
    expect(processes.map(({ kind }) => kind).sort()).toEqual(KINDS);
    const ports = processes.flatMap(({ name, ports }) =>
      Object.entries(ports).map(([use, port]) => ({ name, use, port })),
    );
    for (const { name, use, port } of ports.filter(({ use }) => !PUBLIC.includes(use))) {
      const seen = { here: await isOpen(port), elsewhere: await isOpen(port, OTHER_ADDRESS) };
      expect({ name, use, ...seen }).toEqual({ name, use, here: true, elsewhere: false });
    }
  });

  it('refuses a second start on the same data directory and leaves the first alone', async () => {
    const second = installation.run();
    expect((await second.exited).code).toBe(1);
    expect(second.output).toContain(`already runs on this data directory (process ${command.pid})`);
    expect(await isOpen(installation.ports.rtmp)).toBe(true);
  });

  it('starts crashed parts again and tells other programs their new processes', async () => {
    const crashed = await Promise.all(['edge', 'nats', 'postgres'].map((kind) => installation.processOf(kind)));
    for (const { pid } of crashed) process.kill(pid, 'SIGKILL');
    for (const { kind, name, pid } of crashed) {
      await command.prints(new RegExp(`^${name} is back\\.$`, 'm'));
      expect((await installation.processOf(kind)).pid).not.toBe(pid);
    }
    await eventually(async () => expect((await fetch(`${installation.origin}/api/readyz`)).status).toBe(200), 60_000);
    const ada = await installation.streamer('ada');
    expect(await ada.api.call('me', {})).toMatchObject({ handle: 'ada' });
  }, 120_000);

  it('makes an account for its operator, and its password is in no log', async () => {
    const args = ['tools/operator.mjs', 'auth', 'account', 'add', 'grace', 'grace@example.org'];
    const add = new Command(process.execPath, args, { cwd: repository, env: installation.env });
    const exit = await add.exited;
    expect({ exit, said: add.output }).toMatchObject({
      exit: { code: 0 },
      said: expect.stringMatching(GIVEN) as string,
    });
    const password = GIVEN.exec(add.output)![1]!;
    await new ApiClient(installation.origin).signIn('grace', password);
    for (const { logFile } of await installation.processes()) {
      expect(await readFile(logFile, 'utf8')).not.toContain(password);
    }
  });

  it('starts again after SIGKILL, with nothing stale and nothing lost', async () => {
    const before = await installation.processes();
    command.kill('SIGKILL');
    await command.exited;
    command = await installation.launch();
    expect(before.filter(({ pid }) => exists(pid))).toEqual([]);
    const ada = await installation.signIn('ada');
    expect(await ada.api.call('me', {})).toMatchObject({ handle: 'ada' });
    await command.prints(STREAMS);
    expect(command.output).not.toMatch(/ended unexpectedly/);
  }, 180_000);

  it('stops every process on Ctrl-C', async () => {
    const processes = await installation.processes();
    expect(await installation.interrupt()).toEqual({ code: 0, signal: null });
    expect(processes.filter(({ pid }) => exists(pid))).toEqual([]);
    expect(await installation.processes()).toEqual([]);
  });
});
