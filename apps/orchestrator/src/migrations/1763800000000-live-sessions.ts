import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions, their timeline, their bitrate. The partial unique indexes are what makes two clicks one session. */
export class LiveSessions1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE live_session (
        id uuid PRIMARY KEY,
        version int NOT NULL,
        user_id uuid NOT NULL,
        handle text NOT NULL,
        setting_id uuid NOT NULL,
        setting_name text NOT NULL,
        setting_revision int NOT NULL,
        options jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('starting', 'waiting', 'live', 'interrupted', 'ending', 'ended', 'failed')),
        state_since timestamptz NOT NULL,
        epoch int NOT NULL,
        claim_epoch int NOT NULL CHECK (claim_epoch >= epoch),
        claim_started_at timestamptz,
        claim_confirmed_at timestamptz,
        node_id text,
        node_host text,
        node_port int,
        unplaced_since timestamptz,
        report_revision int NOT NULL,
        created_at timestamptz NOT NULL,
        live_since timestamptz,
        grace_ends_at timestamptz,
        ended_at timestamptz,
        end_reason text,
        publisher jsonb,
        targets jsonb NOT NULL,
        CHECK ((state IN ('ended', 'failed')) = (ended_at IS NOT NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX session_one_unfinished_per_user ON live_session (user_id)
        WHERE state NOT IN ('ended', 'failed')`);
    await runner.query(`
      CREATE UNIQUE INDEX session_one_unfinished_per_setting ON live_session (setting_id)
        WHERE state NOT IN ('ended', 'failed')`);
    await runner.query(`CREATE INDEX session_history ON live_session (user_id, created_at DESC)`);
    await runner.query(`CREATE INDEX session_epochs ON live_session (user_id, claim_epoch DESC)`);
    await runner.query(`
      CREATE TABLE session_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES live_session (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        data jsonb NOT NULL
      )`);
    await runner.query(`CREATE INDEX session_event_timeline ON session_event (session_id, id)`);
    await runner.query(`
      CREATE TABLE bitrate_sample (
        session_id uuid NOT NULL REFERENCES live_session (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        kbps real NOT NULL,
        PRIMARY KEY (session_id, at)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bitrate_sample, session_event, live_session');
  }
}
