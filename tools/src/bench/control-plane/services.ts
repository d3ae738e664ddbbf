import { liveBus } from '@mid-station/contracts';
import { Bus, createLogger, isNobodyThere } from '@mid-station/service';
import { connect } from '@nats-io/transport-node';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { DataDir } from '../../launcher/data-dir/layout.js';
import { databaseUrl, ensureDatabases, postgresPart } from '../../launcher/parts/postgres.js';
import { FreePorts } from '../../launcher/ports.js';
import { Part } from '../../launcher/process/part.js';
import { serviceCommand } from '../../service-command.js';
import { type Crew } from '../system/crew.js';
import { waitFor } from '../system/wait-for.js';

/** Both: four services that must share one core would wait for each other, and not for what they do. */
const SERVICE_CORES = '0,1';
/** Milliseconds from the start of the orchestrator to its first answer. */
const READY_TIMEOUT_MS = 30_000;

export interface ControlPlane {
  readonly natsUrl: string;
  readonly redisUrl: string;
  readonly natsMonitorPort: number;
  readonly bus: Bus;
  /** Processes of each service; Postgres has one per connection. */
  pids(): Record<string, number[]>;
}

/** One orchestrator with real NATS, Redis and Postgres, as `npm start` runs them. */
export async function startControlPlane(crew: Crew): Promise<ControlPlane> {
  const ports = new FreePorts();
  const [natsPort, monitorPort, redisPort, postgresPort] = [
    await ports.take(),
    await ports.take(),
    await ports.take(),
    await ports.take(),
  ];
  const nats = startOne(crew, 'nats-server', ['-a', LOCAL, '-p', String(natsPort), '-m', String(monitorPort)]);
  const redis = startOne(crew, 'redis-server', [
    ...['--bind', LOCAL, '--port', String(redisPort)],
    ...['--save', '', '--appendonly', 'no'],
  ]);
  const password = randomUUID();
  const postgres = await startPostgres(crew, postgresPort, password);
  await crew.untilListening([natsPort, redisPort]);
  const natsUrl = `nats://${LOCAL}:${natsPort}`;
  const env = {
    MIDSTATION_NATS_URL: natsUrl,
    MIDSTATION_DATABASE_URL: databaseUrl(postgresPort, password, 'orchestrator'),
    MIDSTATION_HEALTH_HOST: LOCAL,
    MIDSTATION_HEALTH_PORT: String(await ports.take()),
  };
  const options = { name: 'orchestrator', core: SERVICE_CORES, env };
  const orchestrator = crew.start(process.execPath, serviceCommand('orchestrator'), options).pid;
  const bus = new Bus(await connect({ servers: natsUrl }), createLogger('bench', 'bench', 'warn'));
  crew.own(() => bus.close());
  await untilReady(bus);
  return {
    ...{ natsUrl, redisUrl: `redis://${LOCAL}:${redisPort}`, natsMonitorPort: monitorPort, bus },
    pids: () => ({ orchestrator: [orchestrator], nats: [nats], redis: [redis], postgres: familyOf(postgres) }),
  };
}

const LOCAL = '127.0.0.1';

function startOne(crew: Crew, command: string, args: readonly string[]): number {
  return crew.start(command, args, { name: command, core: SERVICE_CORES }).pid;
}

async function startPostgres(crew: Crew, port: number, password: string): Promise<number> {
  const dir = new DataDir(crew.folder);
  await dir.make();
  const spec = await postgresPart(dir, port, password);
  const part = new Part(spec, dir.logFile('postgres'), { changed: () => undefined, say: console.log });
  crew.own(() => part.stop());
  await part.start();
  spawnSync('taskset', ['-a', '-c', '-p', SERVICE_CORES, String(part.pid)]);
  await ensureDatabases(port, password);
  return part.pid!;
}

async function untilReady(bus: Bus): Promise<void> {
  const answers = async (): Promise<boolean> => {
    try {
      await bus.request(liveBus.nodes, {});
      return true;
    } catch (error) {
      if (isNobodyThere(error)) return false;
      throw error;
    }
  };
  await waitFor(answers, READY_TIMEOUT_MS, () => 'the orchestrator does not answer');
}

/** A process and its children. */
function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children];
}
