import { type IngestKey } from '@mid-station/contracts';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

/** The stream key of every publisher. */
export const KEY = 'k';

export const BENCH_KEYS: IngestKey[] = [{ hash: createHash('sha256').update(KEY).digest('hex'), expiresAt: null }];

export function handleOf(publisher: number): string {
  return `bench-${publisher}`;
}

/** The commit that is measured. */
export async function midStationVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty']);
  return `Mid-Station ${stdout.trim()} (Node ${process.versions.node})`;
}
