import { ServerProcess, TestPostgres } from '@mid-station/service/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { Owner } from '../src/rig/owner.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');

type Env = Record<string, string>;
interface ComposeService {
  environment: Env;
  command: string[];
}

/** One container of a service, as a process. */
export interface Container {
  readonly child: ChildProcess;
  /** Every line that it wrote. */
  readonly output: string[];
}

/**
 * What docker-compose.yml makes, without a Docker engine: the servers with the configuration and the secrets that it gives
 * them, and services with the environment that it gives them. Addresses, ports and paths alone are others.
 */
export class Compose {
  readonly containers: Container[] = [];

  private constructor(
    private readonly owner: Owner,
    readonly folder: string,
    /** What make-env.sh wrote. */
    readonly secrets: Env,
    private readonly services: Record<string, ComposeService>,
    readonly nats: ServerProcess,
    readonly redis: ServerProcess,
    readonly postgres: TestPostgres,
  ) {}

  static start(): Promise<Compose> {
    const owner = new Owner();
    return owner.start(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'mid-station-compose-'));
      owner.ownNow(() => rm(folder, { recursive: true }));
      const secrets = await makeSecrets(folder);
      const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
      const { services } = parse(fill(text, secrets), { merge: true }) as { services: Record<string, ComposeService> };
      const [nats, redis, postgres] = await Promise.all([
        owner.own(startNats(services['nats']!)),
        owner.own(startRedis(services['redis']!)),
        startPostgres(owner),
      ]);
      return new Compose(owner, folder, secrets, services, nats, redis, postgres);
    });
  }

  /** Where a service finds NATS, with the credentials that it is given. */
  natsUrl(service: string): string {
    return this.environment(service)['MIDSTATION_NATS_URL']!;
  }

  /** Starts a container of this service; `volume` is what it finds at /data. */
  async spawn(service: string, volume: string): Promise<Container> {
    await mkdir(volume, { recursive: true });
    const image = {
      MIDSTATION_HEALTH_HOST: '127.0.0.1',
      MIDSTATION_HEALTH_PORT: '0',
      MIDSTATION_INGEST_HOST: '127.0.0.1',
    };
    const env = { PATH: process.env['PATH'], ...image, ...this.environment(service, volume) };
    const child = spawn('sh', ['deploy/docker/entrypoint.sh', service], { env, cwd: ROOT });
    const output: string[] = [];
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => output.push(line));
    const container = { child, output };
    this.containers.push(container);
    return container;
  }

  async stop(): Promise<void> {
    await Promise.all(this.containers.map((container) => end(container, 'SIGKILL')));
    await this.owner.stop();
  }

  private environment(service: string, volume = this.folder): Env {
    const here = (value: string): string =>
      value
        .replace('@nats:4222', `@127.0.0.1:${this.nats.port}`)
        .replace('@redis:6379', `@127.0.0.1:${this.redis.port}`)
        .replace('@postgres:5432', `@127.0.0.1:${this.postgres.server.port}`)
        .replace(/^\/data\//, `${volume}/`);
    const given = Object.entries(this.services[service]!.environment);
    return Object.fromEntries(given.map(([name, value]) => [name, here(String(value))]));
  }
}

/** Ends a container and waits until it is gone. */
export async function end({ child }: Container, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function makeSecrets(folder: string): Promise<Env> {
  const script = join(folder, 'deploy', 'compose', 'make-env.sh');
  await mkdir(join(script, '..'), { recursive: true });
  await copyFile(join(ROOT, 'deploy', 'compose', 'make-env.sh'), script);
  await run('sh', [script]);
  const lines = (await readFile(join(folder, '.env'), 'utf8')).matchAll(/^(\w+)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name!, value!]));
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?error}`, as Compose fills them in. */
function fill(text: string, values: Env): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, other = '') => {
    const value = values[name] ?? (kind === '-' ? (other as string) : undefined);
    if (value === undefined) throw new Error(`docker-compose.yml needs ${name}`);
    return value;
  });
}

/** The script and the configuration that are mounted, with nothing but paths and the port changed. */
function startNats({ environment }: ComposeService): Promise<ServerProcess> {
  return ServerProcess.start('compose-nats', 'nats', async (port, work) => {
    await mkdir(join(work, 'tmp'));
    const here = (text: string): string =>
      text
        .replaceAll(/\/etc\/nats\/|\/tmp\//g, (path) => (path === '/tmp/' ? `${work}/tmp/` : `${work}/`))
        .replace('"/data"', JSON.stringify(work))
        .replace('http_port: 8222', `listen: "127.0.0.1:${port}"`);
    for (const name of ['nats.conf', 'start-nats.sh']) {
      await writeFile(join(work, name), here(await readFile(join(ROOT, 'deploy', 'compose', name), 'utf8')));
    }
    return {
      file: 'env',
      args: [...assignments(environment), `TMPDIR=${work}/tmp`, 'sh', join(work, 'start-nats.sh')],
    };
  });
}

function startRedis({ environment, command }: ComposeService): Promise<ServerProcess> {
  return ServerProcess.start('compose-redis', 'redis', async (port, work) => {
    const config = await readFile(join(ROOT, 'deploy', 'compose', 'redis.conf'), 'utf8');
    await writeFile(join(work, 'in.conf'), `${config}port ${port}\nbind 127.0.0.1\n`);
    const script = command[2]!
      .replaceAll('$$', '$')
      .replaceAll('/etc/redis/redis.conf', join(work, 'in.conf'))
      .replaceAll('/tmp/redis.conf', join(work, 'out.conf'));
    return { file: 'env', args: [...assignments(environment), 'sh', '-c', script] };
  });
}

async function startPostgres(owner: Owner): Promise<TestPostgres> {
  const postgres = await owner.own(TestPostgres.start());
  await postgres.query('postgres', 'CREATE ROLE midstation SUPERUSER LOGIN');
  const databases = await readFile(join(ROOT, 'deploy', 'compose', 'create-databases.sql'), 'utf8');
  for (const [statement] of databases.matchAll(/^CREATE .*;$/gm)) await postgres.query('postgres', statement);
  return postgres;
}

const assignments = (env: Env): string[] => Object.entries(env).map(([name, value]) => `${name}=${value}`);
