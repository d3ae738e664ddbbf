import {
  addedNodeNames,
  DataDir,
  ingestNode,
  loadSecrets,
  Part,
  type PartSpec,
  readLauncherConfig,
  type ServiceKind,
  servicePart,
  servicesOf,
  sharedEnv,
} from '@mid-station/tools';
import { freePort } from '@mid-station/service/testing';
import { type TestInstallation } from '../rig/installation.js';
import { type Owner } from '../rig/owner.js';

/** Where a process that is started beside the launcher's differs from those. */
export interface CopyOptions {
  /** Of the launcher's own variables, such as public ports. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where it reaches NATS and Redis, when not at their own ports. */
  readonly shared?: { readonly nats: number; readonly redis: number };
}

/** Starts a second process of a service beside the one that the launcher runs; the caller stops it. */
export async function startCopy(
  installation: TestInstallation,
  kind: Exclude<ServiceKind, 'ingest'>,
  { env, shared }: CopyOptions = {},
): Promise<Part> {
  const dir = new DataDir(installation.dataDir);
  const config = readLauncherConfig({ ...installation.env, ...env });
  const ports = {
    postgres: await portOf(installation, 'postgres'),
    nats: await portOf(installation, 'nats'),
    redis: await portOf(installation, 'redis'),
    practice: await portOf(installation, 'practice', 'rtmp'),
    ...shared,
  };
  const specs = await servicesOf(config, dir, await loadSecrets(dir.secretsFile), ports, freePort);
  const spec = specs.find((candidate) => candidate.kind === kind)!;
  const name = `${kind}-copy`;
  return start(installation, { ...spec, name, env: { ...spec.env, MIDSTATION_INSTANCE: name } });
}

/** Starts a second process of every service; gives the URL of the second gateway. The owner stops them. */
export async function startCopies(installation: TestInstallation, owner: Owner): Promise<string> {
  const http = await freePort();
  const env = { MIDSTATION_HTTP_PORT: String(http) };
  const kinds = ['auth', 'settings', 'orchestrator', 'gateway'] as const;
  await Promise.all(kinds.map((kind) => owner.own<Part>(startCopy(installation, kind, { env }))));
  return `http://localhost:${http}`;
}

/** Starts one more ingest node, which reaches NATS and Redis at these ports; the caller stops it. */
export async function startNode(
  installation: TestInstallation,
  shared: { nats: number; redis: number },
): Promise<Part> {
  const { secretsFile } = new DataDir(installation.dataDir);
  const node = ingestNode(addedNodeNames()[0]!);
  const env = { ...sharedEnv(await loadSecrets(secretsFile), shared, node, true), ...node.env };
  return start(installation, servicePart({ ...node, env, healthPort: await freePort() }));
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
