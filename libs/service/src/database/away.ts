/** Node and Postgres codes that mean "the database cannot do it now", as opposed to "the statement is wrong". */
const AWAY = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EPIPE', 'ETIMEDOUT'],
  ...['08000', '08001', '08003', '08004', '08006'], // the connection
  '25006', // read_only_sql_transaction: another server is the primary one now
  '53300', // too_many_connections
  '57014', // query_canceled: it took longer than a statement may
  ...['57P01', '57P02', '57P03', '57P05'], // it is shut down, or just starts
]);

/** Messages `pg` gives without a code when a connection dies under a query or cannot be had in time. */
const AWAY_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|client has encountered a connection error|not queryable/i;

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
