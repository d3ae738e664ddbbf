import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { readIfThere } from '../data-dir/files.js';
import type { DataDir } from '../data-dir/layout.js';
import { endProcess } from '../process/end-process.js';
import type { PartSpec } from '../process/part.js';
import { commandLine } from '../process/process-table.js';
import { ensureCluster, findPostgres, postgresUser } from './postgres-server.js';

const OWNER = 'midstation';
/** Each service has a database of its own: entities never leave their service. */
export const databases = ['auth', 'settings', 'orchestrator'] as const;
export type DatabaseName = (typeof databases)[number];

/** Time a leftover server has to end before it is killed, in milliseconds. */
const LEFTOVER_PATIENCE_MS = 10_000;

/**
 * For one machine's installation: small buffers, no replication, no helper processes that nothing uses. Durability stays
 * as it is. TCP only, because a socket file's path may have at most 107 characters and a data directory's may be longer.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '32MB',
  max_connections: '200',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  log_checkpoints: 'off',
  // Without the values that a statement was refused for: addresses of people.
  log_error_verbosity: 'terse',
};

export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

/** The database server; its cluster is made at the first start and kept. */
export async function postgresPart(dir: DataDir, port: number, password: string): Promise<PartSpec> {
  const folder = dir.postgres;
  const binaries = await findPostgres();
  const user = await postgresUser([dir.root, binaries.postgres]);
  await ensureCluster(folder, binaries, user, OWNER, password);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [...user.wrapper, binaries.postgres, '-D', folder, '-p', String(port), ...settings];
  return {
    name: 'postgres',
    kind: 'postgres',
    ports: { postgres: port },
    command,
    args,
    uid: user.uid,
    gid: user.gid,
    stopSignal: 'SIGINT', // "fast": ends connections; SIGTERM would wait for them
    prepare: () => clearLeftover(folder),
    isReady: () => withDatabase(databaseUrl(port, password, 'postgres'), () => Promise.resolve(true)),
  };
}

/**
 * After a kill Postgres refuses to start while the number in its pid file belongs to any living process, which after a
 * reboot may be a stranger. Nobody else starts a server on this folder while we hold the installation's lock.
 */
async function clearLeftover(folder: string): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  const pid = Number((await readIfThere(pidFile))?.split('\n')[0]);
  if (!pid) return;
  if (commandLine(pid)?.includes(`-D ${folder} `)) await endProcess(pid, 'SIGINT', LEFTOVER_PATIENCE_MS);
  await rm(pidFile, { force: true });
}

/** Makes the services' databases that are not there. */
export async function ensureDatabases(port: number, password: string): Promise<void> {
  await withDatabase(databaseUrl(port, password, 'postgres'), async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of databases) if (!present.has(name)) await client.query(`CREATE DATABASE ${name}`);
  });
}

async function withDatabase<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
