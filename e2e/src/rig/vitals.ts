import { type ProcessState } from '@mid-station/tools';
import { eventually } from '@mid-station/service/testing';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';

/** What a service must be started with to be looked at: its inspector, opened on demand, takes a port that is free. */
export const inspectable = { NODE_OPTIONS: '--inspect-port=0' };
const INSPECTOR = /^Debugger listening on (ws:\S+)$/m;

const MEMORY = 'process.memoryUsage().heapUsed + process.memoryUsage().external';

/** One running service, looked at from outside: that it is the same process, and what it holds. */
export class Vitals {
  private constructor(
    private readonly state: ProcessState,
    private readonly inspector: WebSocket,
  ) {}

  /** Opens the process's inspector, as SIGUSR1 does to any Node. */
  static async watch(state: ProcessState): Promise<Vitals> {
    process.kill(state.pid, 'SIGUSR1');
    const url = await eventually(async () => {
      const [, found] = INSPECTOR.exec(await readFile(state.logFile, 'utf8')) ?? [];
      if (!found) throw new Error(`the inspector of ${state.name} does not open`);
      return found;
    });
    const inspector = new WebSocket(url);
    await once(inspector, 'open');
    return new Vitals(state, inspector);
  }

  get name(): string {
    return this.state.name;
  }

  /** What it holds now. */
  async held(): Promise<{ memory: number; descriptors: number }> {
    return { memory: await this.memory(), descriptors: await this.descriptors() };
  }

  /** Bytes of heap and buffers that are in use, once all garbage is collected. */
  async memory(): Promise<number> {
    // Buffers found dead are freed beside the collection that found them; the second one waits for that.
    for (let round = 0; round < 2; round++) await this.ask('HeapProfiler.collectGarbage');
    return Number(await this.ask('Runtime.evaluate', { expression: MEMORY }));
  }

  /** Files and sockets that it has open. */
  async descriptors(): Promise<number> {
    return (await readdir(`/proc/${this.state.pid}/fd`)).length;
  }

  /** Ended, or ended and started again by its launcher. */
  isGone(now: readonly ProcessState[]): boolean {
    return !now.some(({ name, pid }) => name === this.state.name && pid === this.state.pid);
  }

  async stop(): Promise<void> {
    this.inspector.close();
    await once(this.inspector, 'close');
  }

  private async ask(method: string, params: object = {}): Promise<unknown> {
    this.inspector.send(JSON.stringify({ id: 1, method, params }));
    for (;;) {
      const [data] = (await once(this.inspector, 'message')) as [Buffer];
      const { id, result } = JSON.parse(data.toString()) as { id?: number; result?: { result?: { value?: unknown } } };
      if (id === 1) return result?.result?.value;
    }
  }
}
