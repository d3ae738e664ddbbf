import { type BaseConfig, envField } from '@mid-station/service';
import { z } from 'zod';

/** What the edge reads from the environment beside what every service reads. */
export const edgeConfigSchema = z.object({
  /** Address that the public ports bind. */
  MIDSTATION_EDGE_HOST: z.string().default('0.0.0.0'),
  MIDSTATION_RTMP_PORT: envField.port().default(1935),
  /** Open only when a certificate is given. */
  MIDSTATION_RTMPS_PORT: envField.port().default(1936),
  /** Address that the preview port binds, which only gateways ask; that of the public ports when it is not given. */
  MIDSTATION_EDGE_PREVIEW_HOST: z.string().optional(),
  MIDSTATION_EDGE_PREVIEW_PORT: envField.port().default(8081),
  /** PEM files of the RTMPS certificate chain and its private key; read again when they change. */
  MIDSTATION_TLS_CERT: z.string().optional(),
  MIDSTATION_TLS_KEY: z.string().optional(),
  MIDSTATION_REDIS_URL: envField.url().default('redis://127.0.0.1:6379'),
  /** Multiplies every rate limit, for load tests. */
  MIDSTATION_RATE_LIMIT_FACTOR: envField.number().positive().default(1),
});

/** The edge's own part of its configuration. */
export type EdgeSettings = z.infer<typeof edgeConfigSchema>;
export type EdgeConfig = BaseConfig & EdgeSettings;
