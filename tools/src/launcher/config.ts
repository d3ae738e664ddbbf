import { envField, readConfig } from '@mid-station/service/config';
import { resolve } from 'node:path';
import { z } from 'zod';

/** More ingest processes than this on one machine is a typing mistake: one of them fills a core. */
const INGEST_NODES_MAX = 64;

const publicPort = () => z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  MIDSTATION_HTTP_PORT: publicPort().default(8080),
  MIDSTATION_RTMP_PORT: publicPort().default(1935),
  MIDSTATION_RTMPS_PORT: publicPort().default(1936),
  MIDSTATION_DATA_DIR: z.string().default('.midstation'),
  MIDSTATION_INGEST_NODES: envField.integer().min(0).max(INGEST_NODES_MAX).default(2),
  MIDSTATION_ALLOW_PRIVATE_TARGETS: envField.flag().default(true),
});

/** What the variables of `npm start` say. Variables that are not here reach the services as they are. */
export interface LauncherConfig {
  readonly httpPort: number;
  readonly rtmpPort: number;
  readonly rtmpsPort: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly ingestNodes: number;
  readonly allowPrivateTargets: boolean;
}

/** @throws ConfigError that names each bad variable. */
export function readLauncherConfig(env: NodeJS.ProcessEnv = process.env): LauncherConfig {
  const values = readConfig(schema, env);
  return Object.freeze({
    httpPort: values.MIDSTATION_HTTP_PORT,
    rtmpPort: values.MIDSTATION_RTMP_PORT,
    rtmpsPort: values.MIDSTATION_RTMPS_PORT,
    dataDir: resolve(values.MIDSTATION_DATA_DIR),
    ingestNodes: values.MIDSTATION_INGEST_NODES,
    allowPrivateTargets: values.MIDSTATION_ALLOW_PRIVATE_TARGETS,
  });
}
