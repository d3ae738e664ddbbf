import { type Clock } from '../clock.js';
import { BEAT_MS, HANDOVER_MS, STALL_MS, SYNTHESISE_MS } from '../limits.js';
import { type LeaseAnswer, RouteTableUnavailable } from '../route-table.js';
import { type Route, type RouteInput, routeSchema } from '../route.js';
import { type Leases } from './leases.js';

/**
 * Why a node no longer owns a session.
 * - `superseded`: another node has it, or the claim is void;
 * - `frozen`: this process stood still for longer than its lease;
 * - `expired`: the lease could not be renewed in time, and there is no encoder that would prove the session ours.
 */
export type LossReason = 'superseded' | 'frozen' | 'expired';

export interface LeaseKeeperEvents {
  /** Stop at once: close targets, encoder and listener. Called at most once, never after `release`. */
  onLost(reason: LossReason): void;
  /** A renewal got no answer. The session goes on; called for each failed renewal. */
  onUnverified?(error: RouteTableUnavailable): void;
}

/**
 * Keeps the lease of one claim on its node, and says what the node may do meanwhile: the node's half of the protocol in
 * `docs/decisions/0003-claims-leases-epochs.md`. Ask the `may...` questions right before acting: each of them first looks
 * whether this process stood still. Owns its timers; ends with `release` or `onLost`.
 */
export class LeaseKeeper {
  private route: Route;
  private state: 'new' | 'held' | 'superseded' | 'over' = 'new';
  private hasEncoder = false;
  /** When the newest granted renewal was asked for. */
  private renewedAt = -Infinity;
  /** Renewals asked for so far, and the newest of them that was granted. */
  private asked = 0;
  private granted = 0;
  /** Forwarding waits until a renewal later than this one is granted. */
  private forwardAfter = -1;
  /** Synthesised media wait until a renewal later than this one is granted. */
  private synthesiseAfter = -1;
  private lastBeat = { monotonic: 0, wall: 0 };
  private renewing = false;
  private renewAgain = false;
  private readonly stops: (() => void)[] = [];

  private readonly clock: Clock;

  constructor(
    private readonly leases: Leases,
    route: RouteInput,
    private readonly events: LeaseKeeperEvents,
  ) {
    this.route = routeSchema.parse(route);
    this.clock = leases.clock;
  }

  /**
   * Takes the lease; when granted, keeps it from then on. Called once.
   * @throws RouteTableUnavailable; the claim must then be refused, and its epoch is spent.
   */
  async acquire(): Promise<LeaseAnswer> {
    const askedAt = this.clock.monotonic();
    const answer = await this.leases.table.acquire(this.route);
    if (!answer.granted) return answer;
    this.state = 'held';
    this.renewedAt = askedAt;
    this.lastBeat = this.readClocks();
    const { clock, leases, route } = this;
    this.stops.push(
      clock.every(BEAT_MS, () => this.beat()),
      leases.atEachBeat(() => this.renewNow()),
      leases.table.watch(route.handle, (seen) => this.compare(seen)),
    );
    return answer;
  }

  /** Whether media that the encoder sends may go to the targets. */
  get mayForward(): boolean {
    this.beat();
    return (this.state === 'held' || this.state === 'superseded') && this.granted > this.forwardAfter;
  }

  /** Whether media that the encoder did not send (freeze frame, silence) may go to the targets. */
  get maySynthesise(): boolean {
    this.beat();
    return this.state === 'held' && this.granted > this.synthesiseAfter && this.leaseAge() < SYNTHESISE_MS;
  }

  /** Whether connections to targets may be opened or kept. */
  get mayStayConnected(): boolean {
    this.beat();
    return this.state === 'superseded' || this.state === 'held';
  }

  /** The encoder's connection arrived. */
  encoderArrived(): void {
    this.hasEncoder = true;
  }

  /** The encoder's connection ended. Synthesised media wait until the lease has been verified after this. */
  encoderLeft(): void {
    this.hasEncoder = false;
    if (this.state === 'superseded') return this.lose('superseded');
    this.synthesiseAfter = this.asked;
    this.renewNow();
  }

  /** Who may publish from now on. */
  updateKeys(keys: Route['keys']): void {
    this.route = routeSchema.parse({ ...this.route, keys });
    this.renewNow();
  }

  /** Gives the claim up. Resolves when the table knows; rejects with RouteTableUnavailable, then the lease runs out. */
  async release(): Promise<void> {
    this.end();
    await this.leases.table.release(this.route);
  }

  private beat(): void {
    if (this.state !== 'held' && this.state !== 'superseded') return;
    const { monotonic, wall } = this.readClocks();
    const gap = monotonic - this.lastBeat.monotonic;
    // The monotonic clock may stand still while the machine is suspended; the wall clock may jump for no reason.
    const isStalled = Math.max(gap, wall - this.lastBeat.wall) > STALL_MS;
    this.lastBeat = { monotonic, wall };
    if (gap > this.route.leaseMs) return this.lose('frozen');
    if (!this.hasEncoder && this.leaseAge() > this.route.leaseMs) return this.lose('expired');
    if (isStalled) this.verify();
  }

  private verify(): void {
    if (this.state === 'superseded') return this.lose('superseded');
    this.forwardAfter = this.synthesiseAfter = this.asked;
    this.renewNow();
  }

  /** A change that was announced: the table's answer to a renewal is what counts. */
  private compare(seen: Route | null): void {
    if (seen && (seen.sessionId !== this.route.sessionId || seen.epoch !== this.route.epoch)) this.renewNow();
  }

  private renewNow(): void {
    if (this.state !== 'held') return;
    if (this.renewing) this.renewAgain = true;
    else void this.renew();
  }

  private async renew(): Promise<void> {
    this.renewing = true;
    const [number, askedAt] = [++this.asked, this.clock.monotonic()];
    try {
      this.heed(await this.leases.renew(this.route), number, askedAt);
    } catch (error) {
      if (!(error instanceof RouteTableUnavailable)) throw error;
      this.events.onUnverified?.(error);
    } finally {
      this.renewing = false;
    }
    if (!this.renewAgain) return;
    this.renewAgain = false;
    this.renewNow();
  }

  private heed(answer: LeaseAnswer, number: number, askedAt: number): void {
    if (this.state !== 'held') return;
    this.beat();
    if (!answer.granted) return this.yieldToSuccessor();
    this.granted = number;
    this.renewedAt = askedAt;
  }

  /** With the encoder still here nobody else can feed the targets, so its media flow on until the edge takes it away. */
  private yieldToSuccessor(): void {
    if (this.state !== 'held') return;
    if (!this.hasEncoder || this.granted <= this.forwardAfter) return this.lose('superseded');
    this.state = 'superseded';
    this.stops.push(this.clock.after(HANDOVER_MS, () => this.lose('superseded')));
  }

  private lose(reason: LossReason): void {
    if (this.state === 'over') return;
    this.end();
    this.events.onLost(reason);
  }

  private end(): void {
    this.state = 'over';
    for (const stop of this.stops.splice(0)) stop();
  }

  /** Milliseconds since the newest granted renewal was asked for. */
  private leaseAge(): number {
    return this.clock.monotonic() - this.renewedAt;
  }

  private readClocks(): { monotonic: number; wall: number } {
    return { monotonic: this.clock.monotonic(), wall: this.clock.wall() };
  }
}
