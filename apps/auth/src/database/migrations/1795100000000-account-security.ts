import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AccountSecurity1795100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE second_factors (
        account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
        sealed text NOT NULL,
        confirmed boolean NOT NULL,
        last_step integer NOT NULL DEFAULT 0
      );

      CREATE TABLE recovery_codes (
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        hash text NOT NULL,
        PRIMARY KEY (account_id, hash)
      );

      CREATE TABLE audit_events (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        at timestamptz(3) NOT NULL,
        kind text NOT NULL,
        subject text,
        remote text NOT NULL,
        user_agent text
      );
      CREATE INDEX audit_events_account ON audit_events (account_id, at DESC);
      CREATE INDEX audit_events_at ON audit_events (at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events, recovery_codes, second_factors');
  }
}
