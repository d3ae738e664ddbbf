import { z } from 'zod';

/** Thrown at start when the environment is not usable. Names each variable and what is wrong, never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads configuration from the environment, once, at start. An empty variable counts as absent. The result is frozen. */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Record<string, string | undefined> = process.env,
): Readonly<z.infer<Schema>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** Field kinds that the environment, all strings, needs. */
export const envField = {
  port: () => z.coerce.number().int().min(0).max(65_535),
  integer: () => z.coerce.number().int(),
  number: () => z.coerce.number(),
  flag: () => z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1'),
  url: () => z.url(),
};
