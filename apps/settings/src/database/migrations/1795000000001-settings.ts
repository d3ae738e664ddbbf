import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Settings1795000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stream_settings (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        name text NOT NULL,
        active boolean NOT NULL DEFAULT false,
        options jsonb NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX stream_settings_name ON stream_settings (user_id, lower(name));
      CREATE UNIQUE INDEX stream_settings_one_active ON stream_settings (user_id) WHERE active;

      CREATE TABLE targets (
        id uuid PRIMARY KEY,
        setting_id uuid NOT NULL REFERENCES stream_settings ON DELETE CASCADE,
        name text NOT NULL,
        platform text NOT NULL,
        url text NOT NULL,
        sealed_key text NOT NULL,
        key_hint text NOT NULL,
        enabled boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX targets_setting ON targets (setting_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE targets, stream_settings');
  }
}
