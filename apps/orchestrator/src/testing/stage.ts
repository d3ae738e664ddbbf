import { type Bus } from '@mid-station/service';
import {
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { openSessionDatabase } from '../database.js';
import { OrchestratorModule } from '../orchestrator.module.js';
import { FakeNeighbours } from './fake-neighbours.js';
import { FakeNode } from './fake-node.js';

/** Real NATS and Postgres, copies of the orchestrator, and fakes for everybody it talks to. */
export class Stage {
  private readonly copies: TestMicroservice[] = [];
  private readonly nodes: FakeNode[] = [];
  private readonly buses: Bus[] = [];
  private databases = 0;

  private constructor(
    readonly nats: ServerProcess,
    readonly postgres: TestPostgres,
  ) {}

  /** The test's own connection. */
  bus!: Bus;
  neighbours!: FakeNeighbours;
  database!: string;

  static async build(): Promise<Stage> {
    const [nats, postgres] = await Promise.all([startNats(), TestPostgres.start()]);
    return new Stage(nats, postgres);
  }

  /** An empty database, and fresh neighbours. */
  async begin(): Promise<void> {
    this.bus = await this.connect();
    this.neighbours = await new FakeNeighbours(await this.connect()).start();
    this.database = `orchestrator${this.databases++}`;
    await this.postgres.database(this.database);
  }

  async orchestrator(): Promise<TestMicroservice> {
    const source = await openSessionDatabase(this.postgres.url(this.database), testLog);
    const copy = await startMicroservice('orchestrator', this.nats.url, {}, OrchestratorModule.on(source));
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
  async end(): Promise<void> {
    await Promise.all(this.nodes.splice(0).map((node) => node.die()));
    await Promise.all(this.copies.splice(0).map((copy) => copy.close()));
    await Promise.all(this.buses.splice(0).map((bus) => bus.close()));
  }

  async strike(): Promise<void> {
    await Promise.all([this.nats.stop(), this.postgres.stop()]);
  }

  private async connect(): Promise<Bus> {
    const bus = await testBus(this.nats.url);
    this.buses.push(bus);
    return bus;
  }
}
