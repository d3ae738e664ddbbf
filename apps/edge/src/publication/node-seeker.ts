import { type Route, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { KNOCK_INTERVAL_MS, NODE_RETRY_MS, UNWANTED_AFTER_MS } from '../limits.js';
import { type NodeLink, NodeRefused, NodeUnreachable } from './node-link.js';

/** A link, and the node's Publish.Start for the encoder. */
export interface StartedLink {
  readonly link: NodeLink;
  readonly status: Buffer;
}

/** What a seeker needs from the world. */
export interface SeekerPorts {
  readonly routes: Pick<RouteTable, 'watch' | 'lookup'>;
  /** Starts the publication on the route's node. Rejects with NodeRefused or NodeUnreachable. */
  dial(route: Route, signal: AbortSignal): Promise<StartedLink>;
  /** Tells that a node could not be reached or dropped the publication. */
  suspect(route: Route): void;
  /** Asks whether the session still exists. Null when nobody can be asked. */
  knock(sessionId: string): Promise<'hold' | 'refuse' | null>;
}

export interface SeekerHandlers {
  /** The publication was started on a node; the receiver owns the link. */
  onLink(started: StartedLink): void;
  onGiveUp(cause: GiveUpCause, refusal?: NodeRefused): void;
  /** Something of ours threw. */
  onBug(error: unknown): void;
}

/**
 * - `refused`: the node will not have this publisher;
 * - `session_over`: there is no such session any more;
 * - `unwanted`: the node ended the connection and is still in charge: a newer publisher took over;
 * - `no_node`: no node in time.
 */
export type GiveUpCause = 'refused' | 'session_over' | 'unwanted' | 'no_node';

/**
 * Finds the node of one publication, again and again: follows the handle's route, dials each claim that is newer than the
 * one before, and, once told that the node is lost, gives up after a time. Never dials a claim again that it was
 * connected to.
 */
export class NodeSeeker {
  /** The claim that was joined last: only a newer one is dialled. */
  private joined: Route | null = null;
  private route: Route | null = null;
  private attempt: { readonly route: Route; readonly abort: AbortController } | null = null;
  private isKnocking = false;
  private isLost = true;
  private isOver = false;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly stopWatching: () => void;

  constructor(
    private readonly ports: SeekerPorts,
    private readonly handlers: SeekerHandlers,
    private readonly first: Route,
    giveUpMs: number,
  ) {
    this.after(giveUpMs, () => this.giveUp('no_node'));
    this.onRoute(first);
    this.stopWatching = ports.routes.watch(first.handle, (route) => this.onRoute(route));
  }

  /** The joined node ended the connection: the next one is needed now. */
  lost(giveUpMs: number): void {
    if (this.isOver || this.isLost) return;
    this.isLost = true;
    if (this.joined) this.ports.suspect(this.joined);
    this.after(giveUpMs, () => this.giveUp('no_node'));
    this.after(UNWANTED_AFTER_MS, () => this.watched(this.checkWanted()));
    this.onRoute(this.route);
  }

  stop(): void {
    this.isOver = true;
    this.attempt?.abort.abort();
    this.clearTimers();
    this.stopWatching?.();
  }

  private onRoute(route: Route | null): void {
    this.route = route;
    if (this.isOver) return;
    if (route && isNewer(route, this.joined)) this.watched(this.try(route));
    else if (!route && this.isLost) this.watched(this.knock());
  }

  private async try(route: Route): Promise<void> {
    if (this.attempt && !isNewer(route, this.attempt.route)) return;
    this.attempt?.abort.abort();
    const abort = new AbortController();
    this.attempt = { route, abort };
    const answer = await this.dial(route, abort.signal);
    if (abort.signal.aborted) return void (answer instanceof Error || answer.link.destroy());
    if (answer instanceof Error) this.failed(route, answer);
    else this.join(route, answer);
  }

  private async dial(route: Route, signal: AbortSignal): Promise<StartedLink | NodeRefused | NodeUnreachable> {
    try {
      return await this.ports.dial(route, signal);
    } catch (error) {
      if (error instanceof NodeRefused || error instanceof NodeUnreachable) return error;
      throw error;
    }
  }

  private join(route: Route, started: StartedLink): void {
    this.attempt = null;
    this.joined = route;
    this.isLost = false;
    this.clearTimers();
    this.handlers.onLink(started);
  }

  private failed(route: Route, error: NodeRefused | NodeUnreachable): void {
    this.attempt = null;
    if (error instanceof NodeUnreachable) {
      this.ports.suspect(route);
      return this.after(NODE_RETRY_MS, () => this.onRoute(this.route));
    }
    if (!this.joined) return this.giveUp('refused', error);
    this.joined = route; // this claim will not have us: another one may
  }

  private async knock(): Promise<void> {
    if (this.isKnocking) return;
    this.isKnocking = true;
    const answer = await this.ports.knock((this.joined ?? this.first).sessionId);
    this.isKnocking = false;
    if (this.isOver || !this.isLost || this.route) return;
    if (answer === 'refuse') return this.giveUp('session_over');
    this.after(KNOCK_INTERVAL_MS, () => this.onRoute(this.route));
  }

  /** A node that dropped us long ago and still renews its lease did so on purpose. */
  private async checkWanted(): Promise<void> {
    const route = await this.lookup();
    if (route && this.isLost && !isNewer(route, this.joined)) this.giveUp('unwanted');
  }

  private async lookup(): Promise<Route | null> {
    try {
      return await this.ports.routes.lookup(this.first.handle);
    } catch (error) {
      if (error instanceof RouteTableUnavailable) return null;
      throw error;
    }
  }

  private giveUp(cause: GiveUpCause, refusal?: NodeRefused): void {
    if (this.isOver) return;
    this.stop();
    this.handlers.onGiveUp(cause, refusal);
  }

  private watched(work: Promise<void>): void {
    work.catch((error: unknown) => this.handlers.onBug(error));
  }

  private after(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, milliseconds);
    this.timers.add(timer);
  }

  private clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

/** Whether a route names a later claim than another: of another session, or of a higher epoch. */
function isNewer({ sessionId, epoch }: Route, than: Route | null): boolean {
  return !than || sessionId !== than.sessionId || epoch > than.epoch;
}
