import { liveBus, nodeBus, type NodeAnnouncement, type SessionStatus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Host } from '../claim/host.js';
import { type HostedSession } from '../claim/hosted-session.js';
import { Events } from '../events.js';
import { ANNOUNCE_INTERVAL_MS, SAMPLE_INTERVAL_MS, STATS_INTERVAL_MS } from '../limits.js';
import { LoadMeter } from './load-meter.js';
import { NodeIdentity } from './node-identity.js';

/**
 * Says what this node holds and how its sessions are doing: an announcement each second and at each change of what is
 * held, a report at each change of a session, numbers each second for its user's pages and, of all sessions at once, for
 * the control plane. While the bus is away nothing is said; when it is
 * back, everything is said again.
 */
@Injectable()
export class Reporter implements OnApplicationBootstrap, OnModuleDestroy {
  isDraining = false;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly load = new LoadMeter();
  private wasConnected = true;

  constructor(
    private readonly bus: Bus,
    private readonly host: Host,
    private readonly node: NodeIdentity,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.host.onChange = (session) => this.report(session);
    this.host.onHeld = () => this.announce();
    this.host.onLost = (session) => this.sendCounters([session.status()]);
    this.timers.push(
      setInterval(() => this.speak(), ANNOUNCE_INTERVAL_MS),
      setInterval(() => this.sendNumbers(), STATS_INTERVAL_MS),
      setInterval(() => this.sendSamples(), SAMPLE_INTERVAL_MS),
    );
    this.announce();
  }

  onModuleDestroy(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  announcement(): NodeAnnouncement {
    const { nodeId, publicKey, host } = this.node;
    const claims = this.host.all().map(({ sessionId, epoch, revision }) => ({ sessionId, epoch, revision }));
    const { capacity } = this.host;
    return { nodeId, publicKey, host, capacity, load: this.load.value, draining: this.isDraining, claims };
  }

  announce(): void {
    const { nodeId } = this.node;
    this.guard(() => this.bus.publish(nodeBus.announcement, this.announcement(), { nodeId }));
  }

  private speak(): void {
    this.load.measure();
    for (const session of this.host.all()) session.check();
    if (this.bus.isConnected && !this.wasConnected) for (const session of this.host.all()) this.report(session);
    this.wasConnected = this.bus.isConnected;
    this.announce();
  }

  private report(session: HostedSession): void {
    const { nodeId } = this.node;
    this.guard(() => this.bus.publish(nodeBus.report, session.status(), { nodeId }));
  }

  /** What each session has counted: for its user's pages and, of all of them at once, for the control plane. */
  sendNumbers(): void {
    const { nodeId } = this.node;
    const counting = this.host
      .all()
      .map((session) => session.status())
      .filter(hasEncoder);
    for (const { userId, ...stats } of counting) {
      this.guard(() => this.bus.publish(liveBus.stats, stats, { nodeId, userId }));
    }
    if (counting.length > 0) this.sendCounters(counting);
  }

  private sendCounters(claims: readonly SessionStatus[]): void {
    const { nodeId } = this.node;
    this.guard(() => this.bus.publish(nodeBus.counters, { nodeId, claims: [...claims] }, { nodeId }));
  }

  private sendSamples(): void {
    const samples = this.host.all().flatMap((session) => {
      const { sessionId, state, publisher } = session.status();
      return state === 'live' && publisher ? [{ sessionId, publisher }] : [];
    });
    if (samples.length === 0) return;
    const { nodeId } = this.node;
    const at = new Date().toISOString();
    this.guard(() => this.bus.publish(nodeBus.samples, { nodeId, at, samples }, { nodeId }));
  }

  /** Streams do not end because something about one of them cannot be said. */
  private guard(say: () => void): void {
    try {
      say();
    } catch (error) {
      this.events.bug(error);
    }
  }
}

/** Without a publisher the encoder may still be with the node before, whose numbers are the true ones. */
const hasEncoder = ({ state, publisher }: SessionStatus): boolean =>
  publisher !== null && (state === 'live' || state === 'interrupted');
