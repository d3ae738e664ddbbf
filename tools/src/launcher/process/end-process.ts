import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-table.js';

const POLL_MS = 25;

/**
 * Ends a process that may not be our child: signals it, waits until it is gone, and after `patienceMs` kills it with its
 * whole process group.
 */
export async function endProcess(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  const identity = processIdentity(pid);
  if (identity === undefined) return;
  send(pid, signal);
  const deadline = Date.now() + patienceMs;
  while (processIdentity(pid) === identity) {
    if (Date.now() > deadline) send(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
  killGroup(pid);
}

/** Kills what a process of ours left behind: each leads a group of its own, and its children stay in it. */
export function killGroup(leader: number): void {
  send(-leader, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
