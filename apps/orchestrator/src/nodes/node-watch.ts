import { Bus } from '@mid-station/service';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Events } from '../events.js';
import { inParallel } from '../in-parallel.js';
import { BUS_SILENT_MS, CONCURRENCY, WATCH_INTERVAL_MS, WATCH_STALL_MS } from '../limits.js';
import { Mover, type MoveCause } from '../placement/mover.js';
import { NodeClient } from '../placement/node-client.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { NodeRegistry } from './node-registry.js';

/** Looks at the nodes all the time: asks the quiet ones, empties the lost and the draining ones. */
@Injectable()
export class NodeWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  private lookedAt = performance.now();
  /** When the bus gave its last sign of life. */
  private busAliveAt = performance.now();
  private readonly lost = new Set<string>();
  private readonly busy = new Set<string>();

  constructor(
    private readonly bus: Bus,
    private readonly registry: NodeRegistry,
    private readonly nodes: NodeClient,
    private readonly store: SessionStore,
    private readonly mover: Mover,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), WATCH_INTERVAL_MS);
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** An edge lost its connection to this node. A question that a dying node took along is asked once more. */
  async suspect(nodeId: string): Promise<void> {
    const answer = await this.nodes.ping(nodeId);
    if (answer.kind === 'silent') await this.nodes.ping(nodeId);
    this.look();
  }

  private look(): void {
    const now = performance.now();
    const isDeaf = !this.bus.isConnected || now - this.busAliveAt > BUS_SILENT_MS;
    if (isDeaf || now - this.lookedAt > WATCH_STALL_MS) this.registry.couldNotHear();
    this.lookedAt = now;
    this.once('bus', () => this.askBus());
    if (!this.bus.isConnected) return;
    for (const { nodeId, draining } of this.registry.all()) this.lookAt(nodeId, draining);
  }

  /** A bus that is frozen or cut off says nothing and closes nothing. */
  private async askBus(): Promise<void> {
    if (!this.bus.isConnected) return;
    await this.bus.settle();
    this.busAliveAt = performance.now();
  }

  private lookAt(nodeId: string, isDraining: boolean): void {
    const presence = this.registry.presence(nodeId);
    if (presence === 'lost') return this.lookAtLost(nodeId);
    this.lost.delete(nodeId);
    if (presence === 'quiet') this.once(`ping ${nodeId}`, () => this.nodes.ping(nodeId));
    else if (isDraining && this.registry.holdsAny(nodeId))
      this.once(`drain ${nodeId}`, () => this.empty(nodeId, 'drain', 1));
  }

  private lookAtLost(nodeId: string): void {
    if (this.lost.has(nodeId)) return;
    this.lost.add(nodeId);
    if (!this.registry.hasLeft(nodeId)) this.events.nodeLost(nodeId);
    this.once(`lost ${nodeId}`, () => this.empty(nodeId, 'node_lost', CONCURRENCY));
  }

  /** What fails here is found again by reconciliation (lost nodes) or by the next look (draining ones). */
  private async empty(nodeId: string, cause: MoveCause, width: number): Promise<void> {
    const hosted = await this.store.hostedOn(nodeId);
    const isHeld = ({ id, epoch }: SessionRow): boolean =>
      cause === 'node_lost' && this.registry.isHeldAfterAll(nodeId, id, epoch);
    const sessions = hosted.filter((session) => !isHeld(session));
    await inParallel(width, sessions, ({ id }) => this.mover.move(id, nodeId, cause));
  }

  /** One of each kind of work per node at a time. */
  private once(what: string, work: () => Promise<unknown>): void {
    if (this.busy.has(what)) return;
    this.busy.add(what);
    work()
      .catch((error: unknown) => this.events.failed(what, error))
      .finally(() => this.busy.delete(what));
  }
}
