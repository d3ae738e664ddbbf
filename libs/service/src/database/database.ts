import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import type { Logger } from '../log/logger.js';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { isDatabaseAway } from './away.js';
import { endStuckConnections } from './stuck-connections.js';

export { type Prepared, runPrepared } from './prepared.js';

/** Pause between attempts to reach Postgres at start, in milliseconds. */
const RETRY_MS = 250;
const LOG_EVERY = 20;
/** Connections per process: every service answers short questions; ten keep a core busy. */
const POOL_SIZE = 10;
/** A statement that waits longer than this fails with a clear error instead of piling up, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 5_000;
/**
 * Longest wait for a connection of the pool, new or in use, in milliseconds: below the five seconds that the asker waits. On
 * a busy machine a new one alone takes a second.
 */
const CONNECT_TIMEOUT_MS = 4_000;
/** Time after which an unused connection is closed, in milliseconds: new ones are dear just when they are needed. */
const IDLE_TIMEOUT_MS = 60_000;
/**
 * Longest time a piece of work may have a connection, in milliseconds: two statements that take as long as they may, and a
 * question to another service between them.
 */
const WORK_TIMEOUT_MS = 15_000;
/** Any constant: copies of one service that start together take turns with their migrations. */
const MIGRATION_LOCK = 7_313_001;

export interface DatabaseOptions {
  url: string;
  entities: MixedList<new () => object>;
  migrations: MixedList<new () => object>;
}

/** Connects to Postgres, waiting as long as it takes and saying so, and brings its tables up to date. */
export async function openDatabase(options: DatabaseOptions, log: Logger): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    migrations: options.migrations,
    synchronize: false,
    logging: false,
    extra: {
      max: POOL_SIZE,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
    },
  } as DataSourceOptions);
  for (let attempt = 0; ; attempt++) {
    try {
      await source.initialize();
      break;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (attempt % LOG_EVERY === 0) log.warn({ why: (error as Error).message }, 'waiting for Postgres');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  await migrate(source);
  endStuckConnections((source.driver as PostgresDriver).master as Pool, WORK_TIMEOUT_MS);
  return source;
}

async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query(`SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    await runner.release();
  }
}
