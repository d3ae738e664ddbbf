import { type Route } from '../route.js';
import { type RouteTable } from '../route-table.js';
import { DELAY_MAX_MS, TableLink } from './network.js';
import { SimProcess } from './process.js';
import { type Connection, type SimNode } from './sim-node.js';
import { type World } from './world.js';

/** Time a node has to answer an edge, in milliseconds. */
const DIAL_TIMEOUT_MS = 3_000;
const RETRY_MS = 300;

/** A connection to a node; what is sent arrives in order. */
class Link implements Connection {
  isOver = false;
  private arrivesAt = 0;

  constructor(
    readonly node: SimNode,
    readonly route: Route,
    private readonly world: World,
    readonly onEnd: () => void,
  ) {}

  send(action: () => void): void {
    const { time, random } = this.world;
    this.arrivesAt = Math.max(this.arrivesAt, time.now + random.between(0.1, DELAY_MAX_MS / 2));
    time.after(this.arrivesAt - time.now, () => this.node.process.deliver(action));
  }

  frame(isKeyframe: boolean): void {
    this.send(() => this.node.frame(this.route.epoch, this, isKeyframe));
  }

  close(): void {
    this.isOver = true;
    this.send(() => this.node.left(this.route.epoch, this));
  }
}

/** An edge with one encoder: follows the route, switches at keyframes, never joins a claim twice. */
export class SimEdge {
  readonly process: SimProcess;
  readonly table: TableLink;
  private link: Link | null = null;
  private next: Link | null = null;
  private joined = -1;
  private route: Route | null = null;
  private dialling = -1;
  private stopWatching: (() => void) | null = null;

  constructor(
    private readonly world: World,
    table: RouteTable,
  ) {
    this.process = new SimProcess(world.time, world.random);
    this.table = new TableLink(this.process, table, () => world.isTableUp);
  }

  /** An encoder connects. */
  attach(): void {
    this.joined = this.dialling = -1;
    this.stopWatching = this.table.watch(this.world.handle, (route) => {
      this.route = route;
      this.follow();
    });
  }

  /** The encoder's connection ended. */
  detach(): void {
    this.stopWatching?.();
    this.stopWatching = null;
    for (const link of [this.link, this.next]) link?.close();
    this.link = this.next = this.route = null;
  }

  frame(isKeyframe: boolean): void {
    if (isKeyframe && this.next) {
      this.link?.close();
      this.link = this.next;
      this.next = null;
    }
    this.link?.frame(isKeyframe);
  }

  private follow(): void {
    const { route } = this;
    if (!this.stopWatching || !route || route.epoch <= Math.max(this.joined, this.dialling)) return;
    this.dialling = route.epoch;
    const attachment = this.stopWatching;
    const settle = (link: Link | null): void => {
      if (this.dialling === route.epoch) this.dialling = -1;
      if (attachment !== this.stopWatching || route.epoch <= this.joined) return void link?.close();
      if (link) this.join(link);
      else this.process.after(RETRY_MS, () => this.follow());
    };
    this.dial(route, settle);
  }

  private dial(route: Route, settle: (link: Link | null) => void): void {
    const node = this.world.node(route.nodeId);
    let isSettled = false;
    const once = (link: Link | null): void => {
      if (isSettled) return void link?.close();
      isSettled = true;
      this.process.deliver(() => settle(link));
    };
    this.process.after(DIAL_TIMEOUT_MS, () => once(null));
    if (!node) return;
    const link: Link = new Link(node, route, this.world, () => this.ended(link));
    link.send(() => {
      const isAccepted = node.accept(route.epoch, link);
      this.world.time.after(this.world.random.between(0.1, DELAY_MAX_MS / 2), () => once(isAccepted ? link : null));
    });
  }

  private join(link: Link): void {
    this.joined = link.route.epoch;
    this.next?.close();
    this.next = link;
  }

  /** The node ended a connection: the edge hears it a moment later. */
  private ended(link: Link): void {
    this.world.time.after(this.world.random.between(0.1, DELAY_MAX_MS / 2), () =>
      this.process.deliver(() => {
        if (this.link === link) this.link = null;
        if (this.next === link) this.next = null;
        this.follow();
      }),
    );
  }

  /** A node's process died: its connections break. */
  broken(node: SimNode): void {
    for (const link of [this.link, this.next]) if (link?.node === node) this.ended(link);
  }
}
