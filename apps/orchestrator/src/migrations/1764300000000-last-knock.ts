import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When an encoder last knocked after its user had ended the session. */
export class LastKnock1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session ADD COLUMN knocked_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session DROP COLUMN knocked_at');
  }
}
