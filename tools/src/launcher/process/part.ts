import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchFailure } from '../failure.js';
import { killGroup } from './end-process.js';
import { LogFile } from './log-file.js';

/** What the launcher must know to run one process of an installation. */
export interface PartSpec {
  /** Unique in the installation; its log file's name. */
  readonly name: string;
  readonly kind: string;
  readonly nodeId?: string;
  readonly ports: Record<string, number>;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** As whom it runs, when not as us. */
  readonly uid?: number;
  readonly gid?: number;
  /** Asks for an orderly end. */
  readonly stopSignal: NodeJS.Signals;
  /** Runs before each start. */
  prepare?(): Promise<void>;
  /** Whether it does its work now. Asked again and again until it says yes; throwing counts as no. */
  isReady(): Promise<boolean>;
}

/** Told by a part that runs on its own. */
export interface PartEvents {
  /** A process started or ended. */
  changed(): void;
  /** For the person at the terminal. */
  say(line: string): void;
}

/** Time a part may take from its start until it is ready, in milliseconds: a slow disk's first database start. */
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 20;
/** A little longer than the services give themselves to finish what is in hand, in milliseconds. */
const STOP_TIMEOUT_MS = 27_000;
/** Pause before a crashed part is started again, in milliseconds; doubles with each crash up to the limit. */
const RESTART_FIRST_MS = 250;
const RESTART_MAX_MS = 10_000;
/** A part that ran this long was well; its next crash counts as the first, in milliseconds. */
const HEALTHY_AFTER_MS = 30_000;
const TAIL_LINES = 15;
/** Time between looks at how long the log is, in milliseconds. */
const LOG_LOOK_MS = 60_000;

type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** One process of the installation: started, watched, started again when it crashes, stopped. */
export class Part {
  private child: ChildProcess | undefined;
  private exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  private startedAt = 0;
  private crashes = 0;
  private readonly stopping = new AbortController();
  private logLook: NodeJS.Timeout | undefined;
  readonly log: LogFile;

  constructor(
    readonly spec: PartSpec,
    logFile: string,
    private readonly events: PartEvents,
  ) {
    this.log = new LogFile(logFile);
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Resolves when the part is ready, and keeps it running from then on. @throws LaunchFailure with its last log lines; no
   * process is left then.
   */
  async start(): Promise<void> {
    await this.spawn();
    try {
      await this.becomeReady();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.logLook = setInterval(() => this.rotateLog(), LOG_LOOK_MS).unref();
    void this.keepRunning();
  }

  /** Ends the process in an orderly way, and after its time is up, at once. Nothing is started again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.logLook);
    const { child } = this;
    if (!child) return;
    child.kill(this.spec.stopSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  private async spawn(): Promise<void> {
    const { spec } = this;
    await spec.prepare?.();
    this.stopping.signal.throwIfAborted();
    const log = this.log.open();
    const child = spawn(spec.command, spec.args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...spec.env },
      uid: spec.uid,
      gid: spec.gid,
      detached: true, // a group of its own: Ctrl-C reaches the launcher alone, which then stops things in order
    });
    closeSync(log);
    this.child = child;
    this.startedAt = Date.now();
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => this.ended(resolve, { code: null, signal: null }, error));
      child.once('exit', (code, signal) => this.ended(resolve, { code, signal }));
    });
    this.events.changed();
  }

  private ended(resolve: (exit: Exit) => void, exit: Exit, error?: Error): void {
    if (error) this.events.say(`${this.spec.name}: ${error.message}`);
    if (this.child?.pid) killGroup(this.child.pid);
    this.child = undefined;
    this.events.changed();
    resolve(exit);
  }

  private async becomeReady(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await this.spec.isReady().catch(() => false))) {
      if (this.stopping.signal.aborted) return;
      if (!this.child) throw this.failure('ended while it started');
      if (Date.now() > deadline) throw this.failure(`was not ready within ${READY_TIMEOUT_MS / 1000} seconds`);
      await sleep(READY_POLL_MS);
    }
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      const exit = await this.exited;
      if (this.stopping.signal.aborted) return;
      const pause = this.nextPause();
      this.events.say(
        `${this.spec.name} ended unexpectedly (${describe(exit)}); starting it again in ${pause / 1000} s. ` +
          `Its log: ${this.log.path}`,
      );
      try {
        await sleep(pause, undefined, { signal: this.stopping.signal });
        await this.spawn();
        await this.becomeReady();
        if (this.child) this.events.say(`${this.spec.name} is back.`);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.events.say(error instanceof Error ? error.message : String(error));
      }
    }
  }

  private rotateLog(): void {
    try {
      this.log.rotate();
    } catch (error) {
      this.events.say(`${this.log.path} is long and could not be set aside: ${(error as Error).message}`);
    }
  }

  private nextPause(): number {
    this.crashes = Date.now() - this.startedAt > HEALTHY_AFTER_MS ? 0 : this.crashes + 1;
    return Math.min(RESTART_FIRST_MS * 2 ** Math.max(0, this.crashes - 1), RESTART_MAX_MS);
  }

  private failure(what: string): LaunchFailure {
    const lines = this.log.tail(TAIL_LINES).map((line) => `  ${line}`);
    return new LaunchFailure([`${this.spec.name} ${what}. The end of ${this.log.path}:`, ...lines].join('\n'));
  }
}

const describe = ({ code, signal }: Exit) => (signal ? `signal ${signal}` : `exit code ${code}`);
