import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readLauncherConfig } from './config.js';
import { DataDir } from './data-dir/layout.js';
import { loadSecrets } from './data-dir/secrets.js';
import { readState, sharedPortsOf } from './data-dir/state-file.js';
import { notRunning } from './failure.js';
import { keepers, sharedEnv } from './parts/wiring.js';
import { tellFailure } from './terminal.js';

const apps = fileURLToPath(new URL('../../../apps/', import.meta.url));

/**
 * Runs a command of a service in the foreground, in that service's environment in the running installation: secrets are in
 * no argument. Ends with the command's exit code.
 */
export async function runOperatorCommand(
  kind: 'auth' | 'settings',
  command: string,
  args: readonly string[],
): Promise<void> {
  try {
    const env = { ...process.env, ...(await environmentOf(kind)) };
    const child = spawn(process.execPath, [`${apps}${kind}/dist/${command}.js`, ...args], { env, stdio: 'inherit' });
    const [code] = (await once(child, 'close')) as [number | null];
    process.exit(code ?? 1);
  } catch (error) {
    tellFailure(error);
    process.exit(1);
  }
}

async function environmentOf(kind: 'auth' | 'settings'): Promise<Record<string, string>> {
  const { dataDir, allowPrivateTargets } = readLauncherConfig();
  const dir = new DataDir(dataDir);
  const ports = sharedPortsOf(await readState(dir.stateFile));
  if (!ports) throw notRunning(dir.root);
  const secrets = await loadSecrets(dir.secretsFile);
  const service = keepers(dir, secrets, ports)[kind];
  return { ...sharedEnv(secrets, ports, service, allowPrivateTargets), ...service.env };
}
