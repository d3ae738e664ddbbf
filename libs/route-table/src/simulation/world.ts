import { BEAT_MS, STALL_MS } from '../limits.js';
import { MemoryRouteTable } from '../memory/memory-route-table.js';
import { type RouteInput } from '../route.js';
import { Bystanders } from './bystanders.js';
import { DELAY_MAX_MS } from './network.js';
import { SimProcess } from './process.js';
import { Random } from './random.js';
import { SimEdge } from './sim-edge.js';
import { SimNode } from './sim-node.js';
import { SessionRow, SimOrchestrator } from './sim-orchestrator.js';
import { VirtualTime } from './virtual-time.js';

const SESSION = '0f3c4a52-5c3a-4b0e-9d55-0a4a1f1f2c11';
const ANNOUNCE_MS = 1_000;
const FRAME_MS = 50;
const FRAMES_PER_KEYFRAME = 20;

/** Two nodes fed the target, or nobody did. */
export class ProtocolBroken extends Error {
  override readonly name = 'ProtocolBroken';
}

/** One session with its encoder and one target, everything that carries it, and the eye that watches the target. */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly handle = 'ada';
  isTableUp = true;
  readonly table: MemoryRouteTable;
  /** Sees all, and is never stopped. */
  readonly eye: SimProcess;
  readonly bystanders: Bystanders;
  /** What went wrong where nothing could be thrown. */
  broken: ProtocolBroken | null = null;
  readonly nodes: SimNode[] = [];
  readonly edges: SimEdge[];
  readonly orchestrators: SimOrchestrator[];
  /** When each epoch wrote to the target first. */
  private readonly firstFed = new Map<number, number>();
  private fedBy = new Map<number, string>();
  lastFedAt = -Infinity;
  private edge: SimEdge | null = null;
  private frames = 0;
  private ids = 0;

  constructor(seed: number, nodes: number) {
    this.random = new Random(seed);
    this.eye = new SimProcess(this.time, this.random);
    this.table = new MemoryRouteTable(this.eye);
    this.bystanders = new Bystanders(this);
    for (let each = 0; each < nodes; each++) this.addNode();
    this.edges = [new SimEdge(this, this.table), new SimEdge(this, this.table)];
    const row = new SessionRow();
    this.orchestrators = [new SimOrchestrator(this, row), new SimOrchestrator(this, row)];
    this.sendFrames();
  }

  addNode(): void {
    const node = new SimNode(`node-${this.nodes.length}`, this, this.table);
    this.nodes.push(node);
    this.bystanders.settle(node);
    node.process.every(ANNOUNCE_MS, () => {
      const [epochs, isDraining] = [node.epochs(), node.isDraining];
      for (const orchestrator of this.orchestrators) {
        node.bus.carry(() =>
          orchestrator.bus.carry(() =>
            orchestrator.process.deliver(() => orchestrator.announced(node, epochs, isDraining)),
          ),
        );
      }
    });
  }

  /** A session's id, another one each time. */
  id(): string {
    return `${SESSION.slice(0, -12)}${String(this.ids++).padStart(12, '0')}`;
  }

  node(id: string): SimNode | undefined {
    return this.nodes.find((node) => node.id === id);
  }

  route(nodeId: string, epoch: number): RouteInput {
    const place = { host: '10.0.0.1', port: 1, previewPort: 2, keys: [] };
    return { handle: this.handle, sessionId: SESSION, userId: SESSION, epoch, nodeId, ...place };
  }

  kill(node: SimNode): void {
    node.process.die();
    for (const edge of this.edges) edge.broken(node);
  }

  connectEncoder(): void {
    if (this.edge) return;
    this.edge = this.random.pick(this.edges);
    this.edge.attach();
  }

  disconnectEncoder(): void {
    this.edge?.detach();
    this.edge = null;
  }

  /** A node wrote to the target. Throws ProtocolBroken when a later claim has fed it already. */
  fed(node: SimNode, epoch: number, kind: 'encoder' | 'freeze'): void {
    const { now } = this.time;
    const owner = this.fedBy.get(epoch) ?? node.id;
    if (owner !== node.id) throw new ProtocolBroken(`${owner} and ${node.id} share epoch ${epoch}`);
    this.fedBy.set(epoch, owner);
    if (!this.firstFed.has(epoch)) this.firstFed.set(epoch, now);
    this.lastFedAt = now;
    for (const [later, since] of this.firstFed) {
      if (later > epoch && now - since > this.mayBeLate(node)) {
        throw new ProtocolBroken(`${node.id} wrote ${kind} of epoch ${epoch}, ${now - since} ms after epoch ${later}`);
      }
    }
  }

  /** What was under way when the edge switched; more if the node stood still for too short a time to notice. */
  private mayBeLate(node: SimNode): number {
    const { endedAt, length } = node.process.lastStall;
    const isUnnoticed = length <= STALL_MS + BEAT_MS && endedAt >= this.time.now - DELAY_MAX_MS;
    return 2 * DELAY_MAX_MS + (isUnnoticed ? length : 0);
  }

  private sendFrames(): void {
    this.time.after(FRAME_MS, () => {
      const isKeyframe = this.frames++ % FRAMES_PER_KEYFRAME === 0;
      this.edge?.process.deliver(() => this.edge?.frame(isKeyframe));
      this.sendFrames();
    });
  }
}
