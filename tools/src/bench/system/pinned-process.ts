import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds a process has to end by itself. */
const STOP_PATIENCE_MS = 3_000;

export interface PinnedOptions {
  /** Where its output goes. */
  readonly logFile: string;
  /** Beside our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens the IPC pipe of `child_process`. */
  readonly ipc?: boolean;
}

/** A process that may use one core only and does not outlive the benchmark. */
export class PinnedProcess {
  private readonly exited: Promise<void>;

  private constructor(
    readonly child: ChildProcess,
    private readonly name: string,
  ) {
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  static start(core: number, command: string, args: readonly string[], options: PinnedOptions): PinnedProcess {
    const log = openSync(options.logFile, 'a');
    // Both wrappers replace themselves by the next program, so the child's id is the program's own.
    const wrapped = ['--pdeathsig', 'KILL', 'taskset', '-c', String(core), command, ...args];
    const stdio = ['ignore', log, log, ...(options.ipc ? (['ipc'] as const) : [])] as const;
    const child = spawn('setpriv', wrapped, { stdio: [...stdio], env: { ...process.env, ...options.env } });
    closeSync(log);
    return new PinnedProcess(child, command);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} could not be started`);
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (this.child.pid === undefined || this.hasEnded) return;
    this.child.kill('SIGTERM');
    const patience = new AbortController();
    const outOfPatience = sleep(STOP_PATIENCE_MS, 'late', { signal: patience.signal }).catch(() => undefined);
    if ((await Promise.race([this.exited, outOfPatience])) === 'late') this.child.kill('SIGKILL');
    patience.abort();
    await this.exited;
  }
}
