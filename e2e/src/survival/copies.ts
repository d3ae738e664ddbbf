import {
  DataDir,
  loadSecrets,
  Part,
  type PartSpec,
  readLauncherConfig,
  type ServiceKind,
  servicesOf,
} from '@mid-station/tools';
import { type TestInstallation } from '../rig/installation.js';
import { freePort } from '../rig/ports.js';

/** Starts a second process of a service beside the one that the launcher runs; the caller stops it. */
export async function startCopy(installation: TestInstallation, kind: ServiceKind, http?: number): Promise<Part> {
  const dir = new DataDir(installation.dataDir);
  const config = readLauncherConfig({ ...installation.env, ...(http && { MIDSTATION_HTTP_PORT: String(http) }) });
  const shared = {
    postgres: await portOf(installation, 'postgres'),
    nats: await portOf(installation, 'nats'),
    redis: await portOf(installation, 'redis'),
    practice: await portOf(installation, 'practice', 'rtmp'),
  };
  const specs = await servicesOf(config, dir, await loadSecrets(dir.secretsFile), shared, freePort);
  const spec = specs.find((candidate) => candidate.kind === kind)!;
  const name = `${kind}-copy`;
  return start(installation, { ...spec, name, env: { ...spec.env, MIDSTATION_INSTANCE: name } });
}

export async function portOf(installation: TestInstallation, kind: string, port = kind): Promise<number> {
  return (await installation.processOf(kind)).ports[port]!;
}

async function start(installation: TestInstallation, spec: PartSpec): Promise<Part> {
  const env = { ...installation.env, ...spec.env };
  const log = new DataDir(installation.dataDir).logFile(spec.name);
  const part = new Part({ ...spec, env }, log, { changed: () => undefined, say: () => undefined });
  await part.start();
  return part;
}
