import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keep } from './files.js';

/** Bytes of a password between our own processes: nobody types it. */
const PASSWORD_BYTES = 24;
const SECRET_KEY_BYTES = 32;

const schema = z.object({
  postgresPassword: z.string(),
  natsPassword: z.string(),
  redisPassword: z.string(),
  /** base64, 32 bytes: encrypts stream keys at rest. Losing it loses them. */
  secretKey: z.string(),
  demoPassword: z.string(),
});
export type Secrets = z.infer<typeof schema>;

/** The installation's own secrets, made once. */
export async function loadSecrets(file: string): Promise<Secrets> {
  return schema.parse(JSON.parse(await keep(file, () => JSON.stringify(makeSecrets(), null, 2))));
}

function makeSecrets(): Secrets {
  const password = () => randomBytes(PASSWORD_BYTES).toString('base64url');
  return {
    postgresPassword: password(),
    natsPassword: password(),
    redisPassword: password(),
    secretKey: randomBytes(SECRET_KEY_BYTES).toString('base64'),
    demoPassword: password(),
  };
}
