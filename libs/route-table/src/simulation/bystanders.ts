import { LeaseKeeper } from '../lease/lease-keeper.js';
import { type Leases } from '../lease/leases.js';
import { RENEW_INTERVAL_MS } from '../limits.js';
import { type RouteInput } from '../route.js';
import { type SimNode } from './sim-node.js';
import { ProtocolBroken, type World } from './world.js';

/** Other sessions of each node, renewed with the same questions as the one that is looked at. */
const PER_NODE = 3;
const USER = '0f3c4a52-5c3a-4b0e-9d55-0a4a1f1f2c12';

/**
 * Sessions without an encoder that share a node's renewals. Whoever loses one to somebody else loses no other by it, and
 * does not keep it either.
 */
export class Bystanders {
  private readonly held = new Map<string, RouteInput>();
  private readonly taken = new Set<string>();

  constructor(private readonly world: World) {}

  /** Sessions of a new node. */
  settle({ id, table, leases }: SimNode): void {
    for (let each = 0; each < PER_NODE; each++) {
      const route = this.routeOf(id, each);
      table.unwatched.add(route.handle); // the answer among those to the others is what is looked at
      void this.keep(route, leases);
    }
  }

  /** Somebody else takes the session over, and keeps it from then on. */
  takeOne(): void {
    const free = [...this.held.values()].filter(({ handle }) => !this.taken.has(handle));
    if (free.length === 0) return;
    const route = this.world.random.pick(free);
    this.taken.add(route.handle);
    const taker = { ...route, leaseMs: 3_000, epoch: route.epoch + 1, nodeId: 'elsewhere' };
    void this.world.table.acquire(taker);
    this.world.eye.every(RENEW_INTERVAL_MS, () => void this.world.table.renew([taker]));
  }

  /** @throws ProtocolBroken when a node that lives still has what was taken from it. */
  check(isAlive: (nodeId: string) => boolean): void {
    for (const { handle, nodeId } of this.held.values()) {
      if (this.taken.has(handle) && isAlive(nodeId)) throw new ProtocolBroken(`${nodeId} still has ${handle}`);
    }
  }

  private async keep(route: RouteInput, leases: Leases): Promise<void> {
    const onLost = (reason: string): void => this.lost(route, reason);
    const answer = await new LeaseKeeper(leases, route, { onLost }).acquire().catch(() => null);
    if (answer?.granted) this.held.set(route.handle, route);
  }

  private lost({ handle, nodeId }: RouteInput, reason: string): void {
    this.held.delete(handle);
    if (reason !== 'superseded' || this.taken.has(handle)) return;
    this.world.broken ??= new ProtocolBroken(`${nodeId} lost ${handle}, which nobody had taken`);
  }

  private routeOf(nodeId: string, each: number): RouteInput {
    const sessionId = this.world.id();
    const place = { host: '10.0.0.1', port: 1, previewPort: 2, keys: [] };
    return { handle: `${nodeId}-guest-${each}`, sessionId, userId: USER, epoch: 1, nodeId, ...place };
  }
}
