import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess } from './end-process.js';
import { commandLine, processIdentity } from './process-table.js';

describe('the process table', () => {
  it('gives a running process one identity, and another process another', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    expect(processIdentity(child.pid!)).toBe(processIdentity(child.pid!));
    expect(processIdentity(child.pid!)).not.toBe(processIdentity(process.pid));
    expect(commandLine(child.pid!)).toBe('sleep 60');
    child.kill();
    await once(child, 'exit');
    expect(processIdentity(child.pid!)).toBeUndefined();
  });

  it('ends a process that ignores the polite signal', async () => {
    const child = spawn(
      process.execPath,
      ['-e', 'process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1e6)'],
      {
        detached: true,
      },
    );
    await once(child.stdout, 'data');
    await endProcess(child.pid!, 'SIGTERM', 100);
    expect(processIdentity(child.pid!)).toBeUndefined();
  });
});
