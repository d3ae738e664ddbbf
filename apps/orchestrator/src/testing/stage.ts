import { liveBus, settingsBus, type Session } from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import {
  eventually,
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import type { Config } from '../config.js';
import { openSessionDatabase } from '../database.js';
import { OrchestratorModule } from '../orchestrator.module.js';
import { FakeNeighbours, type FakeUser } from './fake-neighbours.js';
import { FakeNode } from './fake-node.js';

/** Real NATS and Postgres, copies of the orchestrator, and fakes for everybody it talks to. */
export class Stage {
  private readonly copies: TestMicroservice[] = [];
  private readonly nodes: FakeNode[] = [];
  private readonly buses: Bus[] = [];
  private databases = 0;

  nats!: ServerProcess;
  postgres!: TestPostgres;
  /** The test's own connection. */
  bus!: Bus;
  neighbours!: FakeNeighbours;
  database!: string;

  private constructor() {}

  /** One stage for the tests of a `describe`, empty before each of them. */
  static forEach(): Stage {
    const stage = new Stage();
    beforeAll(() => stage.build());
    beforeEach(() => stage.begin());
    afterEach(() => stage.end());
    afterAll(() => stage.strike());
    return stage;
  }

  start(userId: string): Promise<{ session: Session; created: boolean }> {
    return this.bus.request(liveBus.start, { userId });
  }

  stop(userId: string): Promise<Session | null> {
    return this.bus.request(liveBus.stop, { userId });
  }

  current(userId: string): Promise<Session | null> {
    return this.bus.request(liveBus.current, { userId });
  }

  /** A streamer who pressed Go Live. */
  async goLive(user = this.neighbours.add()): Promise<{ user: FakeUser; session: Session }> {
    const { session } = await this.start(user.userId);
    return { user, session };
  }

  /** The usual beginning: an orchestrator, one node, and a session that waits on it for its encoder. */
  async hosted(): Promise<{ node: FakeNode; user: FakeUser; session: Session }> {
    await this.orchestrator();
    const node = await this.node('n1');
    return { node, ...(await this.goLive()) };
  }

  /** Adds a target to the streamer's setting. */
  edit({ plan }: FakeUser, isTold = true): void {
    plan.revision += 1;
    plan.targets.push({ ...plan.targets[0]!, targetId: randomUUID(), name: 'Three' });
    const { userId, settingId, revision } = plan;
    if (isTold) this.bus.publish(settingsBus.changed, { userId, settingId, revision }, { userId });
  }

  /** Waits until the user's session is like this. */
  sees(userId: string, expected: object): Promise<void> {
    return eventually(async () => expect(await this.current(userId)).toMatchObject(expected));
  }

  private async build(): Promise<void> {
    [this.nats, this.postgres] = await Promise.all([startNats(), TestPostgres.start()]);
  }

  /** An empty database, and fresh neighbours. */
  private async begin(): Promise<void> {
    this.bus = await this.connect();
    this.neighbours = await new FakeNeighbours(await this.connect()).start();
    this.database = `orchestrator${this.databases++}`;
    await this.postgres.database(this.database);
  }

  async orchestrator(config: Partial<Config> = {}): Promise<TestMicroservice> {
    const source = await openSessionDatabase(this.postgres.url(this.database), testLog);
    const all = { MIDSTATION_RATE_LIMIT_FACTOR: 1, ...config };
    const copy = await startMicroservice('orchestrator', this.nats.url, all, OrchestratorModule.on(source));
    const close = async (): Promise<void> => {
      await copy.close();
      if (source.isInitialized) await source.destroy();
    };
    const owned = { ...copy, close };
    this.copies.push(owned);
    return owned;
  }

  async node(
    nodeId: string,
    behaviour: Partial<Pick<FakeNode, 'capacity' | 'claimBehaviour'>> = {},
  ): Promise<FakeNode> {
    const node = Object.assign(new FakeNode(nodeId, await this.connect()), behaviour);
    this.nodes.push(node);
    return node.start();
  }

  query<Row extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]> {
    return this.postgres.query<Row>(this.database, sql, values);
  }

  /** Ends everything that this test started; the servers stay. */
  private async end(): Promise<void> {
    await Promise.all(this.nodes.splice(0).map((node) => node.die()));
    await Promise.all(this.copies.splice(0).map((copy) => copy.close()));
    await Promise.all(this.buses.splice(0).map((bus) => bus.close()));
  }

  private async strike(): Promise<void> {
    await Promise.all([this.nats.stop(), this.postgres.stop()]);
  }

  private async connect(): Promise<Bus> {
    const bus = await testBus(this.nats.url);
    this.buses.push(bus);
    return bus;
  }
}
