import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listeningPorts } from './listening-ports.js';
import { waitFor } from './wait-for.js';

/** Milliseconds a program may take until it listens; a hundred at once on one core are slow to start. */
const LISTEN_TIMEOUT_MS = 60_000;
/** Characters of a log that say why its process ended. */
const LOG_TAIL = 300;

export interface CrewOptions {
  /** Unique in the crew; its log is `<name>.log`. */
  readonly name: string;
  /** The only core it may use, or a list of them as `taskset` takes it. */
  readonly core: number | string;
  /** Beside our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens the IPC pipe of `child_process`. */
  readonly ipc?: boolean;
}

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
}

/** Everything that is started for one run, and stopped with it. None of its processes outlives this one. */
export class Crew {
  private readonly members: Member[] = [];
  private readonly owned: (() => Promise<unknown> | void)[] = [];

  /** @param folder for the logs */
  constructor(readonly folder: string) {}

  /** Starts a process; its id is that of the program itself. */
  start(
    command: string,
    args: readonly string[],
    { name, core, env, ipc }: CrewOptions,
  ): ChildProcess & { pid: number } {
    const log = openSync(this.logFile(name), 'a');
    // Both wrappers replace themselves by the next program.
    const wrapped = ['--pdeathsig', 'KILL', 'taskset', '-c', String(core), command, ...args];
    const stdio = ['ignore' as const, log, log, ...(ipc ? ['ipc' as const] : [])];
    const child = spawn('setpriv', wrapped, { stdio, env: { ...process.env, ...env } });
    closeSync(log);
    if (child.pid === undefined) throw new Error('setpriv, of util-linux, could not be started');
    this.members.push({ name, child, exited: new Promise((resolve) => child.once('exit', () => resolve())) });
    return child as ChildProcess & { pid: number };
  }

  /** Hands over something to end with the crew. What came last ends first, before the processes. */
  own(end: () => Promise<unknown> | void): void {
    this.owned.push(end);
  }

  /** @throws with the end of its log when a process is gone. */
  requireAll(): void {
    for (const { name, child } of this.members) {
      if (hasEnded(child))
        throw new Error(`${name} ended: ${readFileSync(this.logFile(name), 'utf8').slice(-LOG_TAIL)}`);
    }
  }

  /** Resolves when all ports are listened on. Looks without connecting: some programs take one connection only. */
  async untilListening(ports: readonly number[]): Promise<void> {
    const missing = (): number[] => {
      this.requireAll();
      const listening = listeningPorts();
      return ports.filter((port) => !listening.has(port));
    };
    const describe = (): string => `nobody listens on port ${missing().join(', ')}`;
    await waitFor(() => missing().length === 0, LISTEN_TIMEOUT_MS, describe);
  }

  /** Ends all of it; resolves when it is gone. Nothing of a run is worth a farewell. */
  async stop(): Promise<void> {
    for (const end of this.owned.reverse()) await end();
    for (const { child } of this.members) child.kill('SIGKILL');
    await Promise.all(this.members.map(({ exited }) => exited));
  }

  private logFile(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
