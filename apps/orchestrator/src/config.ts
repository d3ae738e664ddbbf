import { envField } from '@mid-station/service';
import { z } from 'zod';

/** What the orchestrator reads beside the variables of every service. */
export const configSchema = z.object({
  MIDSTATION_DATABASE_URL: envField.url(),
  /** Multiplies quotas, for load tests. */
  MIDSTATION_RATE_LIMIT_FACTOR: envField.number().positive().default(1),
  /** What the passwords of places are made of: set where nodes ask for their names, the same as NATS has. */
  MIDSTATION_PLACES_SECRET: z.string().min(32).optional(),
});
export type Config = z.infer<typeof configSchema>;
