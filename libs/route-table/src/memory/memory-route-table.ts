import { type Clock, systemClock } from '../clock.js';
import { FENCE_MS, POLL_INTERVAL_MS } from '../limits.js';
import { type ClaimId, type Route, type RouteInput, routeSchema } from '../route.js';
import { type LeaseAnswer, type RouteListener, type RouteTable } from '../route-table.js';
import { Watchers } from '../watchers.js';

interface Lease {
  readonly route: Route;
  readonly expiresAt: number;
}

/** The highest epoch that was granted for a session, and to whom. */
interface Fence {
  readonly epoch: number;
  readonly nodeId: string;
  readonly isReleased: boolean;
  readonly expiresAt: number;
}

const GRANTED: LeaseAnswer = { granted: true };
const SUPERSEDED: LeaseAnswer = { granted: false, reason: 'superseded' };

/** The same table within one process, for tests and the simulation. Passes the suite that the Redis one passes. */
export class MemoryRouteTable implements RouteTable {
  private readonly leases = new Map<string, Lease>();
  private readonly fences = new Map<string, Fence>();
  private readonly watchers = new Watchers();
  private readonly stopPolling: () => void;

  constructor(private readonly clock: Clock = systemClock) {
    this.stopPolling = clock.every(POLL_INTERVAL_MS, () =>
      this.watchers.handles().forEach((each) => this.notify(each)),
    );
  }

  async acquire(route: RouteInput): Promise<LeaseAnswer> {
    return this.take(routeSchema.parse(route), 'acquire');
  }

  async renew(routes: readonly Route[]): Promise<LeaseAnswer[]> {
    return routes.map((route) => this.take(route, 'renew'));
  }

  async release(claim: ClaimId): Promise<boolean> {
    if (this.isFenced(claim)) return false;
    this.raiseFence(claim, true);
    const lease = this.living(claim.handle);
    if (lease?.route.sessionId !== claim.sessionId || lease.route.epoch !== claim.epoch) return false;
    this.leases.delete(claim.handle);
    this.notify(claim.handle);
    return true;
  }

  async lookup(handle: string): Promise<Route | null> {
    return this.living(handle)?.route ?? null;
  }

  watch(handle: string, listener: RouteListener): () => void {
    const stop = this.watchers.add(handle, listener);
    void this.lookup(handle).then((route) => this.watchers.tell(handle, route));
    return stop;
  }

  async close(): Promise<void> {
    this.stopPolling();
    this.watchers.clear();
  }

  /** Forgets everything, as a Redis without persistence does when it restarts. */
  forget(): void {
    this.leases.clear();
    this.fences.clear();
  }

  private take(route: Route, wish: 'acquire' | 'renew'): LeaseAnswer {
    if (this.isFenced(route)) return SUPERSEDED;
    const lease = this.living(route.handle);
    if (lease && lease.route.sessionId !== route.sessionId) {
      if (wish === 'renew') return SUPERSEDED;
      if (lease.route.epoch >= route.epoch) {
        return { granted: false, reason: 'busy', retryInMs: Math.ceil(lease.expiresAt - this.clock.monotonic()) };
      }
    }
    this.leases.set(route.handle, { route, expiresAt: this.clock.monotonic() + route.leaseMs });
    this.raiseFence(route, false);
    this.notify(route.handle);
    return GRANTED;
  }

  /** Whether the session has moved past this claim. */
  private isFenced({ sessionId, epoch, nodeId }: ClaimId): boolean {
    const fence = this.fences.get(sessionId);
    if (!fence || fence.expiresAt <= this.clock.monotonic() || fence.epoch < epoch) return false;
    return fence.epoch > epoch || fence.nodeId !== nodeId || fence.isReleased;
  }

  private raiseFence({ sessionId, epoch, nodeId }: ClaimId, isReleased: boolean): void {
    this.fences.set(sessionId, { epoch, nodeId, isReleased, expiresAt: this.clock.monotonic() + FENCE_MS });
  }

  private living(handle: string): Lease | null {
    const lease = this.leases.get(handle);
    return lease && lease.expiresAt > this.clock.monotonic() ? lease : null;
  }

  private notify(handle: string): void {
    this.watchers.tell(handle, this.living(handle)?.route ?? null);
  }
}
