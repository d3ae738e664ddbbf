import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells the claim that may still be handing its encoder over from those that never were confirmed. */
export class PreviousEpoch1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session ADD COLUMN previous_epoch int');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE live_session DROP COLUMN previous_epoch');
  }
}
