import { Worker } from 'node:worker_threads';
import { CpuMeter } from './cpu-meter.js';

function burn(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Shares of a core differ with what else the machine does: only gross errors show. */
describe('the run time of a process', () => {
  it('is what its threads ran, not how long it took', async () => {
    const meter = CpuMeter.start([process.pid]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const idle = meter.stop();
    const busy = CpuMeter.start([process.pid]);
    burn(400);
    expect(busy.stop()).toBeGreaterThan(idle + 0.2);
  });

  it('includes threads that begin later', async () => {
    const meter = CpuMeter.start([process.pid]);
    const source = 'const until = Date.now() + 400; while (Date.now() < until); setInterval(() => {}, 1000)';
    const worker = new Worker(source, { eval: true });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const share = meter.stop();
    await worker.terminate();
    expect(share).toBeGreaterThan(0.1);
  });

  it('of a process that is gone is none', () => {
    expect(CpuMeter.start([2 ** 22 + 1]).stop()).toBe(0);
  });
});
