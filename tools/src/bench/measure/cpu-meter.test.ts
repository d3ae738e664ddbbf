import { Worker } from 'node:worker_threads';
import { CpuMeter } from './cpu-meter.js';

/** Milliseconds of run time, long against what happens between two readings. */
const WORK_MS = 300;

function runTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function work(): void {
  const until = runTimeMs() + WORK_MS;
  while (runTimeMs() < until);
}

/** Run time that the meter saw during `act`, and that getrusage accounts for, in milliseconds. */
async function both(act: () => void | Promise<void>): Promise<{ metered: number; accounted: number }> {
  const before = runTimeMs();
  const startedAt = performance.now();
  const meter = CpuMeter.start([process.pid]);
  await act();
  const share = meter.stop();
  return { metered: share * (performance.now() - startedAt), accounted: runTimeMs() - before };
}

describe('the run time of a process', () => {
  it('is what its threads ran, however long that took', async () => {
    const { metered, accounted } = await both(work);
    expect(metered).toBeGreaterThan(WORK_MS * 0.9);
    expect(Math.abs(metered - accounted)).toBeLessThan(WORK_MS * 0.2);
  });

  it('includes threads that begin later', async () => {
    const source = `
      const { parentPort } = require('node:worker_threads');
      const used = () => process.cpuUsage().user + process.cpuUsage().system;
      const until = used() + ${WORK_MS * 1000};
      while (used() < until);
      parentPort.on('message', () => {});
      parentPort.postMessage('done');`;
    let worker: Worker | undefined;
    const { metered } = await both(async () => {
      worker = new Worker(source, { eval: true });
      await new Promise((resolve) => worker!.once('message', resolve));
    });
    await worker?.terminate();
    expect(metered).toBeGreaterThan(WORK_MS * 0.9);
  });

  it('of a process that is gone is none', () => {
    expect(CpuMeter.start([2 ** 22 + 1]).stop()).toBe(0);
  });
});
