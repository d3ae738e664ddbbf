import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a session's targets counted on nodes before the present one. */
export class CountedBefore1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE live_session ADD COLUMN counted_before jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session DROP COLUMN counted_before');
  }
}
