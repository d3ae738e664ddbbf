import { LeaseKeeper } from '../lease/lease-keeper.js';
import { Leases } from '../lease/leases.js';
import { type RouteTable } from '../route-table.js';
import { Wire, TableLink } from './network.js';
import { SimProcess } from './process.js';
import { type World } from './world.js';

const TICK_MS = 100;

/** One encoder connection as a node sees it. */
export interface Connection {
  /** Tells the edge that the node ended it. */
  readonly onEnd: () => void;
}

interface HeldClaim {
  readonly epoch: number;
  readonly keeper: LeaseKeeper;
  connection: Connection | null;
  /** There is a keyframe to freeze. */
  hasPicture: boolean;
}

/** An ingest node reduced to what the protocol is about: claims, an encoder, and what it writes to the target. */
export class SimNode {
  readonly process: SimProcess;
  readonly table: TableLink;
  readonly leases: Leases;
  readonly bus: Wire;
  isDraining = false;
  private readonly claims = new Map<number, HeldClaim>();

  constructor(
    readonly id: string,
    private readonly world: World,
    table: RouteTable,
  ) {
    this.process = new SimProcess(world.time, world.random);
    this.table = new TableLink(this.process, table, () => world.isTableUp);
    this.leases = new Leases(this.table, this.process);
    this.bus = new Wire(this.process);
    this.process.every(TICK_MS, () => this.tick());
  }

  epochs(): number[] {
    return [...this.claims.keys()];
  }

  /** The orchestrator's claim. True when the lease was granted. */
  async claim(epoch: number): Promise<boolean> {
    const keeper = new LeaseKeeper(this.leases, this.world.route(this.id, epoch), { onLost: () => this.drop(epoch) });
    try {
      if (!(await keeper.acquire()).granted) return false;
    } catch {
      return false;
    }
    this.claims.set(epoch, { epoch, keeper, connection: null, hasPicture: false });
    return true;
  }

  release(epoch: number): void {
    const claim = this.claims.get(epoch);
    if (!claim) return;
    this.drop(epoch);
    claim.keeper.release().catch(() => undefined);
  }

  /** An edge publishes here. False when this node does not hold that claim. */
  accept(epoch: number, connection: Connection): boolean {
    const claim = this.claims.get(epoch);
    if (!claim) return false;
    claim.connection?.onEnd();
    claim.connection = connection;
    claim.keeper.encoderArrived();
    return true;
  }

  frame(epoch: number, connection: Connection, isKeyframe: boolean): void {
    const claim = this.claims.get(epoch);
    if (claim?.connection !== connection) return;
    if (isKeyframe) claim.hasPicture = true;
    if (claim.hasPicture && claim.keeper.mayForward) this.world.fed(this, epoch, 'encoder');
  }

  left(epoch: number, connection: Connection): void {
    const claim = this.claims.get(epoch);
    if (claim?.connection !== connection) return;
    claim.connection = null;
    claim.keeper.encoderLeft();
  }

  /** Freezes the picture while there is no encoder. */
  private tick(): void {
    for (const { epoch, keeper, connection, hasPicture } of this.claims.values()) {
      if (!connection && hasPicture && keeper.maySynthesise) this.world.fed(this, epoch, 'freeze');
    }
  }

  private drop(epoch: number): void {
    this.claims.get(epoch)?.connection?.onEnd();
    this.claims.delete(epoch);
  }
}
