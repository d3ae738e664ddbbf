import { DataDir, databases, databaseUrl, loadSecrets } from '@mid-station/tools';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { type TestInstallation } from './installation.js';

/** A text that an installation wrote, and where. */
export interface Written {
  readonly where: string;
  readonly text: string;
}

/** Every log file. */
export async function logs({ dataDir }: TestInstallation): Promise<Written[]> {
  const folder = new DataDir(dataDir).logs;
  const files = await readdir(folder);
  return Promise.all(files.map(async (file) => ({ where: file, text: await readFile(`${folder}/${file}`, 'utf8') })));
}

/** Every row of every table of every database. */
export async function databaseDump(installation: TestInstallation): Promise<Written[]> {
  const { postgresPassword } = await loadSecrets(new DataDir(installation.dataDir).secretsFile);
  const { ports } = await installation.processOf('postgres');
  const dumps = databases.map(async (name) => {
    const client = new pg.Client({ connectionString: databaseUrl(ports['postgres']!, postgresPassword, name) });
    await client.connect();
    try {
      return { where: `database ${name}`, text: await dump(client) };
    } finally {
      await client.end();
    }
  });
  return Promise.all(dumps);
}

async function dump(client: pg.Client): Promise<string> {
  const tables = await client.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const found = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
    rows.push(...found.rows.map(({ row }) => `${name} ${row}`));
  }
  return rows.join('\n');
}

/** What every process tells who watches it. */
export async function metrics(installation: TestInstallation): Promise<Written[]> {
  const watched = (await installation.processes()).filter(({ ports }) => ports['health'] !== undefined);
  return Promise.all(
    watched.map(async ({ name, ports }) => {
      const response = await fetch(`http://127.0.0.1:${ports['health']}/metrics`);
      return { where: `metrics of ${name}`, text: await response.text() };
    }),
  );
}
