import type { Pool, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** A statement that is run all the time. `name` stands for `text` in the whole process. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a statement that each connection parses and plans once, which is most of what a short one costs Postgres. TypeORM
 * has no such thing, so it goes to its pool of connections directly.
 * @throws the error of `pg`; `isDatabaseAway` and `violates` know it.
 */
export async function runPrepared<Row extends QueryResultRow>(
  source: DataSource,
  statement: Prepared,
  values: readonly unknown[],
): Promise<Row[]> {
  const pool = (source.driver as PostgresDriver).master as Pool;
  const { name, text } = statement;
  return (await pool.query<Row>({ name, text, values: [...values] })).rows;
}
