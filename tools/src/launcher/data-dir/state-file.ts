import type { SharedPorts } from '../ports.js';
import { readIfThere, writeWholeSync } from './files.js';

/** One line of `state.json`, which tells other programs what runs: part of the public interface. */
export interface ProcessState {
  name: string;
  kind: string;
  pid: number;
  /** Of an ingest node: its id on the bus and in the API. */
  nodeId?: string;
  ports: Record<string, number>;
  logFile: string;
}

export interface InstallationState {
  processes: ProcessState[];
}

export function writeState(file: string, processes: ProcessState[]): void {
  writeWholeSync(file, `${JSON.stringify({ processes } satisfies InstallationState, null, 2)}\n`);
}

/** What runs, as another program sees it: nothing once the installation has stopped. A part that crashed is missing for a while. */
export async function readState(file: string): Promise<ProcessState[]> {
  const { processes } = JSON.parse((await readIfThere(file)) ?? '{"processes":[]}') as InstallationState;
  return processes;
}

/** Where Postgres, NATS and Redis listen; undefined when one of them does not run. */
export function sharedPortsOf(processes: readonly ProcessState[]): Omit<SharedPorts, 'practice'> | undefined {
  const portOf = (kind: string) => processes.find((candidate) => candidate.kind === kind)?.ports[kind];
  const [postgres, nats, redis] = [portOf('postgres'), portOf('nats'), portOf('redis')];
  return postgres && nats && redis ? { postgres, nats, redis } : undefined;
}
