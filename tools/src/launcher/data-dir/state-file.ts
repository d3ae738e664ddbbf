import { writeWholeSync } from './files.js';

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
