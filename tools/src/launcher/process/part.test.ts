import { jest } from '@jest/globals';
import { eventually } from '@mid-station/service/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Part, type PartSpec } from './part.js';
import { processIdentity } from './process-table.js';

describe('a part of the installation', () => {
  let dir: string;
  const said: string[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'midstation-part-'));
    said.length = 0;
  });
  afterEach(() => rm(dir, { recursive: true }));

  const part = (script: string, overrides: Partial<PartSpec> = {}) =>
    new Part(
      {
        name: 'sample',
        kind: 'sample',
        ports: {},
        command: 'sh',
        args: ['-c', script],
        stopSignal: 'SIGTERM',
        isReady: () => Promise.resolve(true),
        ...overrides,
      },
      join(dir, 'sample.log'),
      { changed: () => undefined, say: (line) => said.push(line) },
    );

  it('is started again after a crash, and says so', async () => {
    const sample = part('exec sleep 60');
    await sample.start();
    const first = sample.pid!;
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(sample.pid ?? first).not.toBe(first));
    await eventually(() => expect(said.at(-1)).toBe('sample is back.'));
    expect(said[0]).toMatch(/^sample ended unexpectedly \(signal SIGKILL\); starting it again in 0.25 s/);
    await sample.stop();
  });

  it('is not started again after it was stopped', async () => {
    const sample = part('exec sleep 60');
    await sample.start();
    await sample.stop();
    expect(sample.pid).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('shows the end of its log when it does not come up', async () => {
    const sample = part('echo the disk is full; exit 3', { isReady: () => Promise.resolve(false) });
    await expect(sample.start()).rejects.toThrow(/^sample ended while it started[^]*the disk is full/);
  });

  it('fails to start with a clear message when its program is missing', async () => {
    const sample = part('', { command: 'no-such-program', isReady: () => Promise.resolve(false) });
    await expect(sample.start()).rejects.toThrow('sample ended while it started');
    expect(said[0]).toContain('no-such-program ENOENT');
  });

  it('is not left behind when it does not become ready in time', async () => {
    let pid: number | undefined;
    const inTwoMinutes = Date.now() + 120_000;
    const sample = part('exec sleep 60', {
      isReady: () => {
        pid = sample.pid;
        jest.spyOn(Date, 'now').mockReturnValue(inTwoMinutes);
        return Promise.resolve(false);
      },
    });
    await expect(sample.start()).rejects.toThrow('sample was not ready within 60 seconds');
    jest.restoreAllMocks();
    expect(pid).toBeGreaterThan(0);
    expect(processIdentity(pid!)).toBeUndefined();
  });

  it('leaves no child of a crashed process behind', async () => {
    const sample = part('sleep 60 & echo $!; wait', { isReady: () => Promise.resolve(sample.log.tail(1)[0] !== '') });
    await sample.start();
    const grandchild = Number(sample.log.tail(1)[0]);
    expect(processIdentity(grandchild)).toBeDefined();
    process.kill(sample.pid!, 'SIGKILL');
    await eventually(() => expect(processIdentity(grandchild)).toBeUndefined());
    await sample.stop();
  });
});
