import { type Claim, liveBus } from '@mid-station/contracts';
import { RedisRouteTable } from '@mid-station/route-table';
import { Bus, createLogger } from '@mid-station/service';
import { connect } from '@nats-io/transport-node';
import { serve } from '../load/channel.js';
import { monotonicMicros } from '../load/clock.js';
import { answerForNeighbours } from './neighbours.js';
import { type Connections, SimulatedNode } from './simulated-node.js';

/** Nodes that share a connection to NATS and Redis: a thousand processes are not on one machine anyway. */
const NODES_PER_CONNECTION = 50;

/** When a session was claimed again after its node's death, in microseconds of the machine's clock. */
type Moves = Record<string, number>;

const log = createLogger('bench', 'fleet', 'warn');
const nodes = new Map<string, SimulatedNode>();
let addresses: { natsUrl: string; redisUrl: string };
let connections: Connections | null = null;
let moves: Moves = {};

async function connectAll(): Promise<Connections> {
  const nats = await connect({ servers: addresses.natsUrl });
  const routes = await RedisRouteTable.open({ url: addresses.redisUrl });
  return { nats, routes, bus: new Bus(nats, log) };
}

function claimed({ sessionId, moved }: Claim): void {
  if (moved) moves[sessionId] = monotonicMicros();
}

const api = {
  /** Connects, and answers for auth and settings. */
  async open(where: { natsUrl: string; redisUrl: string }): Promise<void> {
    addresses = where;
    const { bus } = await connectAll();
    answerForNeighbours(bus);
    await bus.settle();
  },
  async addNodes({ count, capacity }: { count: number; capacity: number }): Promise<void> {
    for (let added = 0; added < count; added++) {
      if (nodes.size % NODES_PER_CONNECTION === 0 || !connections) connections = await connectAll();
      const node = new SimulatedNode(`node-${nodes.size}`, capacity, connections, claimed);
      nodes.set(node.nodeId, node);
      node.start();
      // Beats spread over the second by themselves, as those of processes that were started one by one.
      if (added % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await connections?.bus.settle();
  },
  sessionsOf: (nodeId: string): number => nodes.get(nodeId)?.sessions.length ?? 0,
  sessions: (): number => [...nodes.values()].reduce((sum, node) => sum + node.sessions.length, 0),
  /** The node is gone; edges notice for each of its encoders. Answers when it was, and what it had. */
  kill(nodeId: string): { at: number; sessionIds: string[] } {
    moves = {};
    const claims = nodes.get(nodeId)!.die();
    nodes.delete(nodeId);
    const at = monotonicMicros();
    for (const { sessionId, epoch } of claims) {
      connections!.bus.publish(liveBus.nodeSuspected, { nodeId, sessionId, epoch }, { nodeId });
    }
    return { at, sessionIds: claims.map(({ sessionId }) => sessionId) };
  },
  moves: (): Moves => moves,
};
export type FleetApi = typeof api;

serve(api);
