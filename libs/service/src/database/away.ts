/** Node and Postgres codes that mean "the database is not there now", as opposed to "the statement is wrong". */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '08000',
  '08003',
  '08006',
]);

/** Messages `pg` gives without a code when a connection dies under a query or cannot be had in time. */
const AWAY_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|client has encountered a connection error/i;

/** Whether an error says that Postgres is away; the same statement may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, driverError, errors } = error as Partial<Error> & {
    code?: string;
    driverError?: unknown;
    errors?: unknown[];
  };
  if (code !== undefined && AWAY.has(code)) return true;
  if (message !== undefined && AWAY_MESSAGE.test(message)) return true;
  return isDatabaseAway(driverError) || (errors ?? []).some(isDatabaseAway);
}

interface PostgresError {
  code?: string;
  constraint?: string;
}

/** Postgres unique_violation on this constraint or index, as TypeORM or `pg` itself throws it. */
export function violates(error: unknown, constraint: string): boolean {
  const thrown = error as (PostgresError & { driverError?: PostgresError }) | null;
  const cause = thrown?.driverError ?? thrown;
  return cause?.code === '23505' && cause.constraint === constraint;
}
