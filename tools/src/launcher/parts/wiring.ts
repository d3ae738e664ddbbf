import type { LauncherConfig } from '../config.js';
import type { DataDir } from '../data-dir/layout.js';
import type { Secrets } from '../data-dir/secrets.js';
import type { SharedPorts } from '../ports.js';
import type { PartSpec } from '../process/part.js';
import { accessEnv } from './credentials.js';
import { databaseUrl, type DatabaseName } from './postgres.js';
import { practiceUrl } from './practice.js';
import { servicePart, webDir, type ServiceOptions } from './services.js';

/** Every service of an installation, each told where the others are. */
export async function servicesOf(
  config: LauncherConfig,
  dir: DataDir,
  secrets: Secrets,
  ports: SharedPorts,
  freePort: () => Promise<number>,
): Promise<PartSpec[]> {
  const preview = await freePort();
  const { auth, settings } = keepers(dir, secrets, ports);
  const single: Omit<ServiceOptions, 'healthPort'>[] = [
    auth,
    { ...settings, env: { ...settings.env, MIDSTATION_PRACTICE_URL: practiceUrl(ports.practice) } },
    { name: 'orchestrator', kind: 'orchestrator', env: databaseEnv('orchestrator', secrets, ports) },
    gateway(config, preview),
    edge(config, dir, preview),
  ];
  const all = [...single, ...nodeNames(config).map(ingestNode)];
  return Promise.all(
    all.map(async (service) => {
      const env = { ...sharedEnv(secrets, ports, service, config.allowPrivateTargets), ...service.env };
      return servicePart({ ...service, env, healthPort: await freePort() });
    }),
  );
}

/** The services that keep secrets; commands of the operator run with the environment of one of them, too. */
export function keepers(
  dir: DataDir,
  secrets: Secrets,
  ports: Pick<SharedPorts, 'postgres'>,
): Record<'auth' | 'settings', Omit<ServiceOptions, 'healthPort'>> {
  const env = (name: DatabaseName) => ({
    ...databaseEnv(name, secrets, ports),
    MIDSTATION_SECRET_KEY: secrets.secretKey,
  });
  return {
    auth: { name: 'auth', kind: 'auth', env: { ...env('auth'), MIDSTATION_SIGNING_KEY_FILE: dir.signingKey } },
    settings: { name: 'settings', kind: 'settings', env: env('settings') },
  };
}

function databaseEnv(
  name: DatabaseName,
  { postgresPassword }: Secrets,
  ports: Pick<SharedPorts, 'postgres'>,
): Record<string, string> {
  return { MIDSTATION_DATABASE_URL: databaseUrl(ports.postgres, postgresPassword, name) };
}

/** The ingest nodes that the launcher itself runs. */
export function nodeNames({ ingestNodes }: LauncherConfig): string[] {
  return Array.from({ length: ingestNodes }, (_, index) => `ingest-${index + 1}`);
}

/** What every service reads, each with its own credentials. */
export function sharedEnv(
  secrets: Secrets,
  ports: Pick<SharedPorts, 'nats' | 'redis'>,
  service: Pick<ServiceOptions, 'name' | 'kind'>,
  allowPrivateTargets: boolean,
): Record<string, string> {
  return {
    ...accessEnv(secrets, ports, service),
    MIDSTATION_HEALTH_HOST: '127.0.0.1',
    MIDSTATION_ALLOW_PRIVATE_TARGETS: String(allowPrivateTargets),
  };
}

export function ingestNode(name: string): Omit<ServiceOptions, 'healthPort'> {
  return { name, kind: 'ingest', env: { MIDSTATION_INGEST_HOST: '127.0.0.1' } };
}

function gateway(
  { httpPort, rtmpPort, rtmpsPort }: LauncherConfig,
  preview: number,
): Omit<ServiceOptions, 'healthPort'> {
  return {
    name: 'gateway',
    kind: 'gateway',
    ports: { http: httpPort },
    env: {
      MIDSTATION_HTTP_PORT: String(httpPort),
      MIDSTATION_PUBLIC_RTMP_URL: `rtmp://localhost:${rtmpPort}`,
      MIDSTATION_PUBLIC_RTMPS_URL: `rtmps://localhost:${rtmpsPort}`,
      MIDSTATION_WEB_DIR: webDir,
      MIDSTATION_EDGE_PREVIEW_URL: `http://127.0.0.1:${preview}`,
    },
  };
}

function edge(config: LauncherConfig, dir: DataDir, preview: number): Omit<ServiceOptions, 'healthPort'> {
  const { rtmpPort, rtmpsPort } = config;
  return {
    name: 'edge',
    kind: 'edge',
    ports: { rtmp: rtmpPort, rtmps: rtmpsPort, preview },
    env: {
      MIDSTATION_RTMP_PORT: String(rtmpPort),
      MIDSTATION_RTMPS_PORT: String(rtmpsPort),
      MIDSTATION_EDGE_PREVIEW_HOST: '127.0.0.1',
      MIDSTATION_EDGE_PREVIEW_PORT: String(preview),
      MIDSTATION_TLS_CERT: dir.certificate,
      MIDSTATION_TLS_KEY: dir.certificateKey,
    },
  };
}
