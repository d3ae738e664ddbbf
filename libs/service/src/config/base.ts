import { processNameSchema } from '@mid-station/contracts';
import { z } from 'zod';
import { envField } from './env.js';

/** What every service reads, beside its own variables. */
export const baseConfigSchema = z.object({
  /** Unique name of this process: its NATS connection, its log lines, a node's id. */
  MIDSTATION_INSTANCE: processNameSchema.default(`p${process.pid}`),
  MIDSTATION_NATS_URL: envField.url().default('nats://127.0.0.1:4222'),
  MIDSTATION_HEALTH_HOST: z.string().default('127.0.0.1'),
  /** Port of `/healthz`, `/openz`, `/readyz` and `/metrics`; 0 takes a free one. */
  MIDSTATION_HEALTH_PORT: envField.port().default(0),
  MIDSTATION_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type BaseConfig = z.infer<typeof baseConfigSchema>;
