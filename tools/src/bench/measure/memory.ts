import { readFileSync } from 'node:fs';

/** Resident memory in MB (10^6 bytes). */
export interface Memory {
  /** Each shared page counted once, split among those who share it: what these processes cost together. */
  readonly pssMb: number;
  readonly rssMb: number;
}

/** Resident memory of processes together (/proc/PID/smaps_rollup). Socket buffers are the kernel's and not in it. */
export function residentMemory(pids: readonly number[]): Memory {
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'));
  const sum = (field: RegExp): number => rollups.reduce((total, text) => total + kilobytes(text, field), 0);
  return { pssMb: (sum(/^Pss: +(\d+) kB/m) * 1024) / 1e6, rssMb: (sum(/^Rss: +(\d+) kB/m) * 1024) / 1e6 };
}

function kilobytes(text: string, field: RegExp): number {
  return Number(field.exec(text)?.[1] ?? 0);
}
