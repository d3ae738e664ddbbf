import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is worth changing in a session's incoming stream. */
export class Advice1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE live_session ADD COLUMN advice jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session DROP COLUMN advice');
  }
}
