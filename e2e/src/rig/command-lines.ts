import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Looks again and again at the command lines of every process of the machine, as anybody on it may. */
export class CommandLines {
  readonly seen = new Set<string>();
  private isOver = false;
  private readonly watching: Promise<void>;

  /** `except` tells which processes are not part of what is looked at. */
  constructor(private readonly except: (pid: number) => boolean) {
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && !this.except(pid));
      for (const pid of pids) {
        const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''); // it may just have ended
        if (line) this.seen.add(line);
      }
      await sleep(POLL_MS);
    }
  }
}
