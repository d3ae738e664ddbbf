import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchFailure } from '../failure.js';
import { endProcess } from '../process/end-process.js';
import { processIdentity } from '../process/process-table.js';
import { writeWholeSync } from './files.js';

/** A process that must not outlive its installation. */
export interface HeldProcess {
  name: string;
  pid: number;
  stopSignal: NodeJS.Signals;
}

interface LockContent {
  pid: number;
  identity: string;
  /** On its way out: whoever wants the lock waits for it instead of giving up. */
  stopping: boolean;
  processes: (HeldProcess & { identity: string })[];
}

/** Time left to an installation that is stopping, or to a process left over from one, in milliseconds. */
const PATIENCE_MS = 30_000;
const STALE_PATIENCE_MS = 5_000;
const POLL_MS = 100;

/**
 * One launcher per data directory. The lock also lists the processes of the installation with their identities, so that
 * the next start can end those that a killed launcher left running, and never a stranger with the same number.
 */
export class InstallationLock {
  private content: LockContent = {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    stopping: false,
    processes: [],
  };

  private constructor(private readonly file: string) {}

  /** @throws LaunchFailure when another launcher runs on this data directory. */
  static async take(file: string): Promise<InstallationLock> {
    const lock = new InstallationLock(file);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      if (lock.tryCreate()) break;
      const holder = readLock(file);
      if (holder === undefined) continue;
      if (!isRunning(holder)) {
        if (takeAway(file, holder)) lock.content.processes = holder.processes;
      } else if (!holder.stopping || Date.now() > deadline) {
        throw new LaunchFailure(
          `Mid-Station already runs on this data directory (process ${holder.pid}). Stop it first, or set ` +
            `MIDSTATION_DATA_DIR (and the ports) for a second installation.`,
        );
      } else await sleep(POLL_MS);
    }
    await lock.endLeftovers();
    return lock;
  }

  /** Notes what runs now. On disk when it returns, because a kill may come at any moment. */
  record(processes: readonly HeldProcess[]): void {
    const withIdentity = processes.map((held) => ({ ...held, identity: processIdentity(held.pid) ?? '' }));
    this.save({ ...this.content, processes: withIdentity });
  }

  markStopping(): void {
    this.save({ ...this.content, stopping: true });
  }

  release(): void {
    rmSync(this.file, { force: true });
  }

  private save(content: LockContent): void {
    this.content = content;
    writeWholeSync(this.file, JSON.stringify(content, null, 2));
  }

  private tryCreate(): boolean {
    const draft = `${this.file}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(this.content, null, 2), { mode: 0o600 });
    try {
      linkSync(draft, this.file); // unlike writing, this makes the file with its content or not at all
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(draft);
    }
  }

  private async endLeftovers(): Promise<void> {
    for (const left of [...this.content.processes].reverse()) {
      if (isRunning(left)) await endProcess(left.pid, left.stopSignal, STALE_PATIENCE_MS);
    }
    this.record([]);
  }
}

/** Undefined when it is gone; an unreadable one (a full disk) counts as nobody's. */
function readLock(file: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockContent;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { pid: 0, identity: '', stopping: false, processes: [] };
  }
}

const isRunning = ({ pid, identity }: { pid: number; identity: string }) =>
  pid > 0 && identity !== '' && processIdentity(pid) === identity;

/** Of several launchers that found the same dead holder exactly one succeeds. */
function takeAway(file: string, holder: LockContent): boolean {
  const grave = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, grave);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  const taken = readLock(grave);
  if (taken && isRunning(taken) && taken.pid !== holder.pid) {
    renameSync(grave, file); // somebody was faster: this is already the new holder's lock
    return false;
  }
  rmSync(grave, { force: true });
  return true;
}
