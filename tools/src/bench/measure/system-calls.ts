import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** System calls of a process that move bytes, per second. */
export interface SystemCalls {
  readonly reads: number;
  readonly writes: number;
}

const READS = ['read', 'readv', 'recvfrom', 'recvmsg'];
const WRITES = ['write', 'writev', 'sendto', 'sendmsg'];
/** Moves bytes both ways and counts as half a read and half a write. */
const SPLICE = 'splice';

/**
 * Counts reads and writes for `seconds` with the kernel's system call tracepoints (`perf stat`). The counters of
 * /proc/PID/io do not see recv and send, which is what C programs use. Counting slows each call a little, so it must not
 * overlap with a measurement of run time. Null where perf is missing or not allowed.
 */
export async function countSystemCalls(pids: readonly number[], seconds: number): Promise<SystemCalls | null> {
  const events = [...READS, ...WRITES, SPLICE].map((call) => `syscalls:sys_enter_${call}`).join(',');
  const args = ['stat', '-x', ';', '-e', events, '-p', pids.join(','), '--', 'sleep', String(seconds)];
  try {
    const { stderr } = await promisify(execFile)('perf', args);
    return total(stderr, seconds);
  } catch {
    return null;
  }
}

function total(report: string, seconds: number): SystemCalls {
  const counts = new Map<string, number>();
  for (const line of report.split('\n')) {
    const [count, , event = ''] = line.split(';');
    counts.set(event.replace('syscalls:sys_enter_', ''), Number(count) || 0);
  }
  const sum = (calls: readonly string[]): number => calls.reduce((all, call) => all + (counts.get(call) ?? 0), 0);
  const half = sum([SPLICE]) / 2;
  return { reads: (sum(READS) + half) / seconds, writes: (sum(WRITES) + half) / seconds };
}
