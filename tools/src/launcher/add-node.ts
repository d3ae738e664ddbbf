import { setTimeout as sleep } from 'node:timers/promises';
import { readLauncherConfig } from './config.js';
import { takeNodeName, type TakenName } from './data-dir/added-nodes.js';
import { DataDir } from './data-dir/layout.js';
import { loadSecrets } from './data-dir/secrets.js';
import { readState, sharedPortsOf } from './data-dir/state-file.js';
import { notRunning } from './failure.js';
import { servicePart } from './parts/services.js';
import { ingestNode, sharedEnv } from './parts/wiring.js';
import { FreePorts } from './ports.js';
import { Part, type PartSpec } from './process/part.js';
import { say, tellFailure } from './terminal.js';
import { stopRequested } from './stop-request.js';

/** How often we look whether the installation still runs, in milliseconds. */
const INSTALLATION_POLL_MS = 500;

/** Runs one more ingest node in the foreground, until it is asked to stop or the installation it joined has stopped. */
export async function addNode(): Promise<void> {
  let name: TakenName | undefined;
  try {
    const stop = stopRequested();
    const dir = new DataDir(readLauncherConfig().dataDir);
    const ports = sharedPortsOf(await readState(dir.stateFile));
    if (!ports) throw notRunning(dir.root);
    name = await takeNodeName(dir.addedNodes);
    const spec = await nodeSpec(dir, name.name, ports);
    const part = new Part(spec, dir.logFile(spec.name), { changed: () => undefined, say });
    await part.start();
    say(`Ingest node ${spec.name} has joined. Ctrl-C takes it away again.`);
    while (!stop.aborted && (await readState(dir.stateFile)).length > 0) {
      await sleep(INSTALLATION_POLL_MS, undefined, { signal: stop }).catch(() => undefined);
    }
    await part.stop();
    await name.giveBack();
    process.exit(0);
  } catch (error) {
    await name?.giveBack();
    tellFailure(error);
    process.exit(1);
  }
}

async function nodeSpec(dir: DataDir, name: string, ports: { nats: number; redis: number }): Promise<PartSpec> {
  const node = ingestNode(name);
  const secrets = await loadSecrets(dir.secretsFile);
  const { allowPrivateTargets } = readLauncherConfig();
  return servicePart({
    ...node,
    env: { ...sharedEnv(secrets, ports, node, allowPrivateTargets), ...node.env },
    healthPort: await new FreePorts().take(),
  });
}
