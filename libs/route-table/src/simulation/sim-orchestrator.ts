import { SimProcess } from './process.js';
import { Wire } from './network.js';
import { type SimNode } from './sim-node.js';
import { type World } from './world.js';

/** What the specification says of orchestrators, in milliseconds. */
const NODE_LOST_MS = 3_000;
const NODE_QUIET_MS = 1_400;
const LOOK_MS = 200;
const CLAIM_TIMEOUT_MS = 2_000;
const RECONCILE_MS = 1_500;
const SUPERSEDED_RELEASE_MS = 15_000;
/** The bus says at once that a dead process is not there; this is how long it takes to ask. */
const PING_MS = 300;

/** The session's row: what transactions have agreed on. */
export class SessionRow {
  /** Highest epoch given to any claim. */
  epoch = 0;
  host: { nodeId: string; epoch: number; since: number } | null = null;
  /** Whoever moves the session holds this until then. */
  lockedUntil = -Infinity;
}

/** One copy of the orchestrator: hears nodes, moves the session away from lost ones, tidies up. */
export class SimOrchestrator {
  readonly process: SimProcess;
  readonly bus: Wire;
  private readonly heard = new Map<string, { at: number; epochs: readonly number[]; isDraining: boolean }>();
  private readonly suspected = new Map<string, number>();
  private listeningSince = 0;
  private lookedAt = 0;

  constructor(
    private readonly world: World,
    private readonly row: SessionRow,
  ) {
    this.process = new SimProcess(world.time, world.random);
    this.bus = new Wire(this.process);
    this.process.every(LOOK_MS, () => this.look());
    this.process.every(RECONCILE_MS, () => this.reconcile());
  }

  announced(node: SimNode, epochs: readonly number[], isDraining: boolean): void {
    this.heard.set(node.id, { at: this.process.monotonic(), epochs, isDraining });
    this.suspected.delete(node.id);
  }

  private look(): void {
    const now = this.process.monotonic();
    if (this.bus.isCut || now - this.lookedAt > 1_000) this.listeningSince = now;
    this.lookedAt = now;
    if (this.bus.isCut) return;
    const { host } = this.row;
    if (!host || this.isLost(host.nodeId) || this.heard.get(host.nodeId)?.isDraining) this.move();
  }

  private isLost(nodeId: string): boolean {
    const now = this.process.monotonic();
    if (this.world.node(nodeId)?.process.isDead) {
      const since = this.suspected.get(nodeId) ?? now;
      this.suspected.set(nodeId, since);
      if (now - since > PING_MS) return true;
    }
    return now - Math.max(this.heard.get(nodeId)?.at ?? 0, this.listeningSince) > NODE_LOST_MS;
  }

  /** Chooses a node and gives it a fresh epoch, in one transaction; then claims. */
  private move(): void {
    const { row } = this;
    const now = this.process.monotonic();
    if (row.lockedUntil > now) return;
    const nodeId = this.choose();
    if (!nodeId) return;
    row.lockedUntil = now + CLAIM_TIMEOUT_MS;
    const epoch = ++row.epoch;
    this.claim(nodeId, epoch, () => {
      if (row.epoch !== epoch) return;
      row.host = { nodeId, epoch, since: this.process.monotonic() };
      row.lockedUntil = -Infinity;
    });
  }

  private choose(): string | null {
    const now = this.process.monotonic();
    const open = [...this.heard]
      .filter(([nodeId, { at, isDraining }]) => {
        return now - at < NODE_QUIET_MS && !isDraining && nodeId !== this.row.host?.nodeId;
      })
      .map(([nodeId]) => nodeId);
    const stay = this.row.host && this.heard.get(this.row.host.nodeId);
    if (open.length === 0 && stay && now - stay.at < NODE_QUIET_MS && !stay.isDraining) return this.row.host!.nodeId;
    return open.length === 0 ? null : this.world.random.pick(open);
  }

  private claim(nodeId: string, epoch: number, onGranted: () => void): void {
    const node = this.world.node(nodeId);
    if (!node) return;
    this.bus.carry(() =>
      node.bus.carry(() =>
        node.process.deliver(() => {
          void node.claim(epoch).then((granted) => {
            if (granted) node.bus.carry(() => this.bus.carry(() => this.process.deliver(onGranted)));
          });
        }),
      ),
    );
  }

  /** The nodes say what they hold: what is missing is claimed again, what is old is released. */
  private reconcile(): void {
    const { host } = this.row;
    const now = this.process.monotonic();
    if (!host || this.bus.isCut) return;
    const news = this.heard.get(host.nodeId);
    const isSettled = now - host.since > RECONCILE_MS && news && news.at > host.since + RECONCILE_MS;
    if (isSettled && !news.epochs.includes(host.epoch)) this.move();
    if (now - host.since < SUPERSEDED_RELEASE_MS) return;
    for (const [nodeId, { epochs }] of this.heard) {
      for (const epoch of epochs) if (epoch < host.epoch) this.release(nodeId, epoch);
    }
  }

  private release(nodeId: string, epoch: number): void {
    const node = this.world.node(nodeId);
    if (node) this.bus.carry(() => node.bus.carry(() => node.process.deliver(() => node.release(epoch))));
  }
}
