import { MemoryRouteTable, type RouteTable } from '@mid-station/route-table';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { edgeConfigSchema } from '../config.js';
import { Edge } from '../edge.js';
import { EdgeEvents } from '../events.js';

type Knock = { handle: string; keyHash: string; sessionId?: string };
type Answer = { decision: 'hold' } | { decision: 'refuse'; description: string; reason: 'stranger' | 'not_ready' };

export const STRANGER: Answer = { decision: 'refuse', description: 'no such stream', reason: 'stranger' };

/** The bus as the edge uses it: answers knocks as told, remembers what was said. */
export class FakeBus {
  readonly knocks: Knock[] = [];
  readonly suspected: { nodeId: string; epoch: number }[] = [];
  onKnock: (knock: Knock) => Answer | Promise<Answer> = () => STRANGER;

  readonly request = (async (_: unknown, payload: Knock) => {
    this.knocks.push(payload);
    return this.onKnock(payload);
  }) as never;

  readonly publish = ((_: unknown, payload: { nodeId: string; epoch: number }) => {
    this.suspected.push(payload);
    return true;
  }) as never;
}

/** An edge on free loopback ports with a route table in memory. */
export class EdgeUnderTest {
  private constructor(
    readonly edge: Edge,
    readonly routes: RouteTable,
    readonly bus: FakeBus,
    readonly metrics: Registry,
    /** What was logged, as written. */
    readonly log: readonly string[],
    readonly ports: { rtmp: number; rtmps: number | null },
  ) {}

  static async start(
    env: Record<string, string> = {},
    routes: RouteTable = new MemoryRouteTable(),
  ): Promise<EdgeUnderTest> {
    const local = { MIDSTATION_EDGE_HOST: '127.0.0.1', MIDSTATION_RTMP_PORT: '0', MIDSTATION_RTMPS_PORT: '0' };
    const config = edgeConfigSchema.parse({ ...local, ...env });
    const metrics = new Registry();
    const log: string[] = [];
    const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });
    const bus = new FakeBus();
    const edge = new Edge(config, routes, bus, new EdgeEvents(logger, metrics));
    return new EdgeUnderTest(edge, routes, bus, metrics, log, await edge.listen());
  }

  url(path: string): string {
    return `rtmp://127.0.0.1:${this.ports.rtmp}/${path}`;
  }

  /** The value of a metric without labels. */
  async gauge(name: string): Promise<number> {
    return this.counter(name, {});
  }

  async counter(name: string, labels: Record<string, string>): Promise<number> {
    const metric = await this.metrics.getSingleMetric(name)?.get();
    const fits = (found: object): boolean =>
      Object.entries(labels).every(([label, value]) => (found as Record<string, unknown>)[label] === value);
    return metric?.values.find((each) => fits(each.labels))?.value ?? 0;
  }

  async close(): Promise<void> {
    this.edge.close();
    await this.routes.close();
  }
}
