import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Accounts1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        id uuid PRIMARY KEY,
        handle text NOT NULL,
        email text NOT NULL,
        role text NOT NULL CHECK (role IN ('user', 'operator')),
        password_hash text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX accounts_handle ON accounts (handle);
      CREATE UNIQUE INDEX accounts_email ON accounts (email);

      CREATE TABLE sign_ins (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        remote text NOT NULL,
        user_agent text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX sign_ins_account ON sign_ins (account_id);

      CREATE TABLE refresh_tokens (
        hash text PRIMARY KEY,
        sign_in_id uuid NOT NULL REFERENCES sign_ins ON DELETE CASCADE,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3)
      );
      CREATE INDEX refresh_tokens_sign_in ON refresh_tokens (sign_in_id);
      CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

      CREATE TABLE api_tokens (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        hash text NOT NULL,
        name text NOT NULL,
        scope text NOT NULL CHECK (scope IN ('read', 'live', 'manage')),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3)
      );
      CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
      CREATE INDEX api_tokens_account ON api_tokens (account_id);

      CREATE TABLE stream_keys (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        hash text NOT NULL,
        sealed text NOT NULL,
        expires_at timestamptz(3)
      );
      CREATE UNIQUE INDEX stream_keys_hash ON stream_keys (hash);
      CREATE UNIQUE INDEX stream_keys_current ON stream_keys (account_id) WHERE expires_at IS NULL;
      CREATE INDEX stream_keys_account ON stream_keys (account_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stream_keys, api_tokens, refresh_tokens, sign_ins, accounts');
  }
}
