import {
  AppError,
  type Claim,
  fillSubject,
  liveBus,
  nodeBus,
  type NodeAnnouncement,
  type PublisherStatus,
  type SessionStatus,
} from '@mid-station/contracts';
import { LEASE_MS, type Route, type RouteTable } from '@mid-station/route-table';
import { type Bus } from '@mid-station/service';
import { type NatsConnection } from '@nats-io/transport-node';
import { liveStatus, PUBLISHER, waitingStatus } from './statuses.js';

/** Milliseconds between announcements, renewals and numbers, as of a real node. */
const BEAT_MS = 1_000;
/** Beats between samples, as of a real node. */
const SAMPLE_BEATS = 10;
/** Milliseconds from a claim to the encoder's arrival. */
const ENCODER_AFTER_MS = 100;
/** Any port: nobody connects. */
const PORT = 20_000;

/** Nothing is sealed with it: settings is simulated, too. As long as a real one, because announcements carry it. */
const PUBLIC_KEY = `B${'A'.repeat(86)}`;

/** How a node reaches the rest; many share one. */
export interface Connections {
  readonly bus: Bus;
  readonly nats: NatsConnection;
  readonly routes: RouteTable;
}

interface Hosted {
  readonly claim: Claim;
  readonly route: Route;
  status: SessionStatus;
  /** The numbers of each second, ready to be sent; null until the encoder is there. */
  stats: { readonly subject: string; readonly bytes: string } | null;
}

/**
 * An ingest node without media: it announces itself, takes claims with real leases, renews them, and reports what a node
 * with encoders on all its sessions reports.
 */
export class SimulatedNode {
  private readonly hosted = new Map<string, Hosted>();
  private readonly stops: (() => void)[] = [];
  /** The announcement, ready to be sent; null when something has changed since. */
  private announced: string | null = null;
  /** The counters of each second, likewise. */
  private counted: string | null = null;
  private beats = Math.floor(Math.random() * SAMPLE_BEATS);

  constructor(
    readonly nodeId: string,
    private readonly capacity: number,
    private readonly connections: Connections,
    private readonly onClaimed: (claim: Claim) => void,
  ) {}

  get sessions(): string[] {
    return [...this.hosted.keys()];
  }

  start(): void {
    const address = { nodeId: this.nodeId };
    const { bus } = this.connections;
    const timer = setInterval(() => this.beat(), BEAT_MS);
    this.stops.push(
      bus.answer(nodeBus.claim, (claim) => this.claim(claim), { address }),
      bus.answer(nodeBus.release, (held) => this.release(held), { address }),
      bus.answer(nodeBus.status, async ({ sessionId }) => this.find(sessionId).status, { address }),
      bus.answer(nodeBus.ping, async () => this.announcement(), { address }),
      () => clearInterval(timer),
    );
    this.announce();
  }

  /** Gone without a word, as a killed process; answers what it had. */
  die(): readonly Claim[] {
    for (const stop of this.stops.splice(0)) stop();
    return [...this.hosted.values()].map(({ claim }) => claim);
  }

  private beat(): void {
    this.beats += 1;
    this.announce();
    if (this.hosted.size > 0) void this.renew();
    for (const hosted of this.hosted.values()) {
      if (hosted.stats) this.connections.nats.publish(hosted.stats.subject, hosted.stats.bytes);
    }
    this.count();
    if (this.beats % SAMPLE_BEATS === 0) this.sample();
  }

  /** Written and checked by this process once, read by those it is said to each time: theirs is the work to be measured. */
  private announce(): void {
    this.announced ??= JSON.stringify(nodeBus.announcement.payload.parse(this.announcement()));
    this.connections.nats.publish(fillSubject(nodeBus.announcement.subject, { nodeId: this.nodeId }), this.announced);
  }

  private forget(sessionId: string): void {
    this.hosted.delete(sessionId);
    this.holdsOther();
  }

  /** A change of what is held is announced at once, as by a real node. */
  private holdsOther(): void {
    this.announced = this.counted = null;
    this.announce();
  }

  private announcement(): NodeAnnouncement {
    const { nodeId, capacity } = this;
    const claims = [...this.hosted.values()].map(({ status: { sessionId, epoch, revision } }) => ({
      ...{ sessionId, epoch, revision },
    }));
    return { nodeId, publicKey: PUBLIC_KEY, host: '127.0.0.1', capacity, load: 0.1, draining: false, claims };
  }

  /** Ready to be sent, as long as the same sessions are live. */
  private count(): void {
    const claims = [...this.hosted.values()].filter(({ stats }) => stats).map(({ status }) => status);
    if (claims.length === 0) return;
    const { nodeId } = this;
    this.counted ??= JSON.stringify(nodeBus.counters.payload.parse({ nodeId, claims }));
    this.connections.nats.publish(fillSubject(nodeBus.counters.subject, { nodeId }), this.counted);
  }

  private sample(): void {
    const samples: { sessionId: string; publisher: PublisherStatus }[] = [];
    for (const [sessionId, { stats }] of this.hosted) if (stats) samples.push({ sessionId, publisher: PUBLISHER });
    const { nodeId } = this;
    this.connections.bus.publish(nodeBus.samples, { nodeId, at: new Date().toISOString(), samples }, { nodeId });
  }

  private async claim(claim: Claim): Promise<{ host: string; port: number }> {
    const place = { host: '127.0.0.1', port: PORT };
    if (this.hosted.has(claim.sessionId)) return place;
    if (this.hosted.size >= this.capacity) throw new AppError('no_capacity', 'full');
    const route = this.routeOf(claim);
    const answer = await this.connections.routes.acquire(route).catch(() => null);
    if (!answer?.granted) throw new AppError(answer ? 'stale_claim' : 'unavailable', 'no lease');
    const hosted: Hosted = { claim, route, status: waitingStatus(this.nodeId, claim), stats: null };
    this.hosted.set(claim.sessionId, hosted);
    this.holdsOther();
    this.onClaimed(claim);
    setTimeout(() => this.encoderArrives(hosted), ENCODER_AFTER_MS);
    return place;
  }

  private encoderArrives(hosted: Hosted): void {
    const { sessionId, identity } = hosted.claim;
    if (this.hosted.get(sessionId) !== hosted || this.stops.length === 0) return;
    hosted.status = liveStatus(hosted.status);
    this.announced = this.counted = null;
    const { at, publisher, targets } = hosted.status;
    const subject = fillSubject(liveBus.stats.subject, { nodeId: this.nodeId, userId: identity.userId });
    hosted.stats = { subject, bytes: JSON.stringify({ nodeId: this.nodeId, sessionId, at, publisher, targets }) };
    this.connections.bus.publish(nodeBus.report, hosted.status, { nodeId: this.nodeId });
  }

  /** A node that cannot renew goes on; one that may not has lost the session. */
  private async renew(): Promise<void> {
    const routes = [...this.hosted.values()].map(({ route }) => route);
    const answers = await this.connections.routes.renew(routes).catch(() => []);
    if (this.stops.length === 0) return;
    answers.forEach(({ granted }, at) => granted || this.forget(routes[at]!.sessionId));
  }

  private async release({ sessionId }: { sessionId: string }): Promise<SessionStatus> {
    const { status, route } = this.find(sessionId);
    this.forget(sessionId);
    await this.connections.routes.release(route);
    return status;
  }

  private find(sessionId: string): Hosted {
    const hosted = this.hosted.get(sessionId);
    if (!hosted) throw new AppError('stale_claim', 'not here');
    return hosted;
  }

  private routeOf({ sessionId, epoch, identity: { handle, userId, keys } }: Claim): Route {
    const { nodeId } = this;
    const place = { nodeId, host: '127.0.0.1', port: PORT, previewPort: PORT };
    return { sessionId, epoch, handle, userId, ...place, keys, leaseMs: LEASE_MS };
  }
}
