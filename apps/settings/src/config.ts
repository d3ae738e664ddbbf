import { envField, secretKeySchema, type BaseConfig } from '@mid-station/service';
import { z } from 'zod';

/** What settings reads beside the variables of every service. */
export const configSchema = z.object({
  MIDSTATION_DATABASE_URL: envField.url(),
  /** Seals target keys at rest: 32 random bytes, base64. After a comma, older keys that still open. */
  MIDSTATION_SECRET_KEY: secretKeySchema,
  /** Server URL of the installation's own practice destination; without it the preset is not offered. */
  MIDSTATION_PRACTICE_URL: z.string().optional(),
  /** Whether targets may lie on loopback and private networks. */
  MIDSTATION_ALLOW_PRIVATE_TARGETS: envField.flag().default(false),
  /** Multiplies quotas, for load tests. */
  MIDSTATION_RATE_LIMIT_FACTOR: envField.number().positive().default(1),
});
export type SettingsConfig = BaseConfig & z.infer<typeof configSchema>;
