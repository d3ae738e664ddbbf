import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds between samples: what a thread that ends in between can hide. */
const SAMPLE_MS = 500;

/** Run time of a thread in nanoseconds, at the first and at the newest sample. */
interface ThreadTime {
  readonly first: number;
  last: number;
}

/**
 * User and system time that processes spend from `start` to `stop`: the kernel's own account of when their threads were
 * on a core (/proc/PID/task/TID/schedstat), not a count of clock ticks. Threads that begin later count from 0.
 */
export class CpuMeter {
  private readonly threads = new Map<string, ThreadTime>();
  private readonly startedAt: number;
  private readonly timer: NodeJS.Timeout;

  private constructor(private readonly pids: readonly number[]) {
    this.sample(true);
    this.startedAt = performance.now();
    this.timer = setInterval(() => this.sample(false), SAMPLE_MS);
  }

  static start(pids: readonly number[]): CpuMeter {
    return new CpuMeter(pids);
  }

  /** Share of one core, 0..1 per core used. */
  stop(): number {
    clearInterval(this.timer);
    this.sample(false);
    const elapsedMs = performance.now() - this.startedAt;
    let nanoseconds = 0;
    for (const { first, last } of this.threads.values()) nanoseconds += last - first;
    return nanoseconds / 1e6 / elapsedMs;
  }

  private sample(isFirst: boolean): void {
    for (const pid of this.pids) {
      for (const thread of threadsOf(pid)) this.sampleThread(`/proc/${pid}/task/${thread}/schedstat`, isFirst);
    }
  }

  private sampleThread(path: string, isFirst: boolean): void {
    const runTime = readRunTime(path);
    if (runTime === null) return;
    const known = this.threads.get(path);
    if (known) known.last = runTime;
    else this.threads.set(path, { first: isFirst ? runTime : 0, last: runTime });
  }
}

function threadsOf(pid: number): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? [];
}

function readRunTime(path: string): number | null {
  const text = unlessGone(() => readFileSync(path, 'latin1'));
  return text === null ? null : Number(text.split(' ')[0]);
}

/** Null when the process or thread has ended. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
