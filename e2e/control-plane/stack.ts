import {
  authBus,
  liveBus,
  settingsBus,
  type IngestIdentity,
  type RelayTarget,
  type Session,
} from '@mid-station/contracts';
import { NodeKeys, type Bus } from '@mid-station/service';
import {
  eventually,
  freePort,
  startNats,
  startRedis,
  testBus,
  TestPostgres,
  type ServerProcess,
} from '@mid-station/service/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Owner } from '../src/rig/owner.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** What the tests make the absent orchestrator say. */
export interface FakeOrchestrator {
  session: Session | null;
  liveSettings: Set<string>;
}

/** Real Postgres, NATS and Redis, two copies each of auth and settings, two gateways. The orchestrator is played by the test. */
export class Stack {
  readonly processes: ChildProcess[] = [];
  readonly output: string[] = [];
  readonly live: FakeOrchestrator = { session: null, liveSettings: new Set() };
  readonly gateways: string[] = [];

  private constructor(
    private readonly owner: Owner,
    readonly postgres: TestPostgres,
    readonly nats: ServerProcess,
    readonly redis: ServerProcess,
    readonly folder: string,
    readonly bus: Bus,
  ) {}

  static start(extra: Record<string, string> = {}): Promise<Stack> {
    const owner = new Owner();
    return owner.start(async () => {
      const stack = await Stack.onServers(owner);
      stack.answerForOrchestrator();
      await stack.startServices(extra);
      return stack;
    });
  }

  private static async onServers(owner: Owner): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), 'mid-station-stack-'));
    owner.ownNow(() => rm(folder, { recursive: true }));
    const servers = [owner.own(TestPostgres.start()), owner.own(startNats()), owner.own(startRedis())] as const;
    const [postgres, nats, redis] = await Promise.all(servers);
    const bus = await testBus(nats.url, 'e2e');
    owner.ownNow(() => bus.close());
    return new Stack(owner, postgres, nats, redis, folder, bus);
  }

  private async startServices(extra: Record<string, string>): Promise<void> {
    const { postgres } = this;
    this.owner.ownNow(() => this.endProcesses());
    await Promise.all([postgres.database('auth'), postgres.database('settings')]);
    for (const copy of ['1', '2']) {
      this.spawn('auth', copy, extra);
      this.spawn('settings', copy, extra);
      const port = await freePort();
      this.spawn('gateway', copy, { MIDSTATION_HTTP_PORT: String(port), MIDSTATION_HTTP_HOST: '127.0.0.1', ...extra });
      this.gateways.push(`http://127.0.0.1:${port}`);
    }
    await Promise.all(this.gateways.map((url) => ready(url))).catch((error: unknown) => {
      throw new Error(`the services did not become ready:\n${this.output.join('')}`, { cause: error });
    });
  }

  get url(): string {
    return this.gateways[0]!;
  }

  readonly eventually = eventually;

  /** Whom the edge would let in at a handle. */
  identity(handle: string): Promise<IngestIdentity | null> {
    return this.bus.request(authBus.ingestIdentityByHandle, { handle });
  }

  /** What a node would stream of a setting: the keys come sealed for it, and it opens them. */
  async streamed(settingId: string): Promise<RelayTarget[]> {
    const nodeId = 'node-1';
    const keys = await NodeKeys.make(nodeId);
    const sealedFor = { nodeId, publicKey: keys.publicKey };
    const plan = await this.bus.request(settingsBus.plan, { settingId, sealedFor });
    return keys.open(plan?.sealedKeys ?? '', plan?.targets ?? []);
  }

  /** Everything a database keeps in these tables, as text. */
  async dump(database: string, tables: string[]): Promise<string> {
    const rows = await Promise.all(tables.map((table) => this.postgres.query(database, `SELECT * FROM ${table}`)));
    return JSON.stringify(rows);
  }

  stop(): Promise<void> {
    return this.owner.stop();
  }

  /** The copies of a service. */
  copiesOf(name: string): ChildProcess[] {
    return this.processes.filter(({ spawnargs }) => spawnargs.some((each) => each.includes(`/apps/${name}/`)));
  }

  private async endProcesses(): Promise<void> {
    const ended = this.processes.map(
      (child) => new Promise((resolve) => (hasEnded(child) ? resolve(null) : child.once('exit', resolve))),
    );
    for (const child of this.processes) child.kill('SIGTERM');
    await Promise.all(ended);
  }

  /** What a service and its commands read. */
  environment(database: string): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      MIDSTATION_NATS_URL: this.nats.url,
      MIDSTATION_REDIS_URL: this.redis.url,
      MIDSTATION_DATABASE_URL: this.postgres.url(database),
      MIDSTATION_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      MIDSTATION_SIGNING_KEY_FILE: join(this.folder, 'signing-keys.json'),
    };
  }

  private spawn(name: string, copy: string, extra: Record<string, string>): void {
    const env = {
      ...this.environment(name),
      MIDSTATION_INSTANCE: `${name}-${copy}`,
      MIDSTATION_LOG_LEVEL: 'debug',
      ...extra,
    };
    const child = spawn(process.execPath, [join(ROOT, 'apps', name, 'dist', 'main.js')], { env });
    child.stdout.on('data', (text: Buffer) => this.output.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => this.output.push(text.toString()));
    this.processes.push(child);
  }

  private answerForOrchestrator(): void {
    const { bus, live } = this;
    bus.answer(liveBus.isLive, ({ settingId }) => Promise.resolve({ live: live.liveSettings.has(settingId) }));
    bus.answer(liveBus.start, () => Promise.resolve({ session: (live.session = liveSession()), created: true }));
    bus.answer(liveBus.current, () => Promise.resolve(live.session));
    const lastSeenAt = new Date().toISOString();
    const node = {
      id: 'node-1',
      host: '127.0.0.1',
      state: 'ready',
      capacity: 10,
      sessions: 0,
      load: 0,
      lastSeenAt,
    } as const;
    bus.answer(liveBus.nodes, () => Promise.resolve([node]));
    bus.answer(liveBus.sessions, () => Promise.resolve([]));
  }
}

async function ready(url: string): Promise<void> {
  await eventually(async () => {
    const response = await fetch(`${url}/api/readyz`);
    if (response.status !== 200) throw new Error(await response.text());
  }, 90_000);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** What the absent orchestrator may say is live. */
export function liveSession(): Session {
  const none = { node: null, graceEndsAt: null, endedAt: null, endReason: null, publisher: null };
  const now = new Date().toISOString();
  const [id, settingId] = [randomUUID(), randomUUID()];
  const what = { id, version: 0, settingId, settingName: 'Evening', state: 'live', epoch: 1 } as const;
  return { ...what, ...none, createdAt: now, liveSince: now, targets: [], advice: [] };
}
