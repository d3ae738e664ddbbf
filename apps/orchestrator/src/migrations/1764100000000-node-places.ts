import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which node was given which place. */
export class NodePlaces1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE node_place (
        secret_id text NOT NULL,
        number int NOT NULL,
        public_key text NOT NULL,
        given_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (secret_id, number),
        UNIQUE (secret_id, public_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE node_place');
  }
}
