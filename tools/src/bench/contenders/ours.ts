import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Contender } from './contender.js';
import { startSubject } from './subject.js';

/** Mid-Station's engine and relay in one process. */
export const ours: Contender = {
  name: 'ours',
  kind: 'relay',
  version: midStationVersion,
  start: (job) => startSubject('ours', job),
};

/** The commit that is measured. */
export async function midStationVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty']);
  return `Mid-Station ${stdout.trim()} (Node ${process.versions.node})`;
}
