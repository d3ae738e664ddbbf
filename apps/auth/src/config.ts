import { envField, secretKeySchema, type BaseConfig } from '@mid-station/service';
import { z } from 'zod';

/** What auth reads beside the variables of every service. */
export const configSchema = z.object({
  MIDSTATION_DATABASE_URL: envField.url(),
  /** Seals secrets at rest: 32 random bytes, base64. After a comma, older keys that still open. */
  MIDSTATION_SECRET_KEY: secretKeySchema,
  /** Private signing keys, shared by all copies. Made when missing, readable by its owner only. */
  MIDSTATION_SIGNING_KEY_FILE: z.string().min(1),
  /** Multiplies quotas, for load tests. */
  MIDSTATION_RATE_LIMIT_FACTOR: envField.number().positive().default(1),
});
export type AuthConfig = BaseConfig & z.infer<typeof configSchema>;
