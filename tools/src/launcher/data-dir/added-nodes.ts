import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LaunchFailure } from '../failure.js';

/** Nodes that may join one installation while it runs: NATS knows them by name from its start. */
const ADDED_NODES_MAX = 64;

export function addedNodeNames(): string[] {
  return Array.from({ length: ADDED_NODES_MAX }, (_, index) => `added-${index + 1}`);
}

/** Forgets who joined before: they ended with the installation they joined. */
export async function forgetAddedNodes(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
}

/** A node's name that nobody else has. */
export interface TakenName {
  readonly name: string;
  giveBack(): Promise<void>;
}

/** Takes a free name. That of a node which was killed is free again when the installation starts anew. */
export async function takeNodeName(folder: string): Promise<TakenName> {
  for (const name of addedNodeNames()) {
    const file = join(folder, name);
    if (await makeAnew(file)) return { name, giveBack: () => rm(file, { force: true }) };
  }
  throw new LaunchFailure(`${ADDED_NODES_MAX} nodes have joined already. Set MIDSTATION_INGEST_NODES and start again.`);
}

async function makeAnew(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
