import { envField } from '@mid-station/service';
import { z } from 'zod';

/** What the orchestrator reads beside the variables of every service. */
export const configSchema = z.object({
  MIDSTATION_DATABASE_URL: envField.url(),
});
export type Config = z.infer<typeof configSchema>;
