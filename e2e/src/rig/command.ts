import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program in the foreground of a terminal, as a test sees it: what it printed, how it ended. */
export class Command {
  private readonly child: ChildProcess;
  private text = '';
  readonly exited: Promise<Exit>;

  constructor(file: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.text += error.message;
        resolve({ code: null, signal: null });
      });
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get output(): string {
    return this.text;
  }

  /** Waits until it printed this; fails with everything it printed when it ends first, or does not get there in time. */
  async prints(pattern: RegExp, limitMs = 60_000): Promise<void> {
    const until = Date.now() + limitMs;
    while (!pattern.test(this.text)) {
      if (this.hasEnded || Date.now() > until) {
        throw new Error(`${this.hasEnded ? 'ended' : 'still runs'} and has not printed ${pattern}:\n${this.text}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Signals it, unless it has ended: alone, or with `group` everything in its process group, as a terminal does. */
  kill(signal: NodeJS.Signals, { group = false } = {}): void {
    if (!this.hasEnded) process.kill(group ? -this.pid : this.pid, signal);
  }
}
