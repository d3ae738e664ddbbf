import { AppError, type Claim, type ErrorCode } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { CLAIM_ATTEMPTS } from '../limits.js';
import { NodeRegistry } from '../nodes/node-registry.js';
import type { SessionChange } from '../session/session-change.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { abandonClaim, beginClaim, confirmClaim, type Granted } from '../session/steps.js';
import { NodeClient } from './node-client.js';
import { PlanSource, type Brief } from './plan-source.js';

/**
 * What became of looking for a node.
 * - `no_room`: every node is full, draining or lost;
 * - `refused`: there was room, but no node could take the session;
 * - `unwanted`: the session was ended, or claimed by another copy, meanwhile.
 */
export type Placement = { kind: 'placed'; session: SessionRow } | { kind: 'no_room' | 'refused' | 'unwanted' };

interface Search {
  /** Nodes that are not asked (again). */
  readonly tried: Set<string>;
  /** Asked only if no other node has room. */
  readonly last: string | null;
  /** For the node to begin with. */
  readonly first: Brief | null;
}

/** `declined`: this node does not take it; the next may. */
type Outcome = Placement | { kind: 'declined'; code: ErrorCode };

/**
 * Finds a session a node: chooses one, claims by name, and tries the next when it refuses or does not answer. Every
 * attempt has an epoch of its own, written before it is sent, so that a late claim is fenced off.
 */
@Injectable()
export class Placer {
  constructor(
    private readonly store: SessionStore,
    private readonly registry: NodeRegistry,
    private readonly plans: PlanSource,
    private readonly nodes: NodeClient,
    private readonly events: Events,
  ) {}

  /** For a session just created: its first epoch is unused. `first` is for the node to begin with; null leaves the choice. */
  placeNew(session: SessionRow, first: Brief | null): Promise<Placement> {
    return this.place(session, { tried: new Set(), last: null, first });
  }

  /**
   * For a session that lost its node, or leaves it: not to the nodes in `except`, and to `last` only if no other has
   * room. @throws AppError as `PlanSource`.
   */
  placeAgain(session: SessionRow, except: readonly string[] = [], last: string | null = null): Promise<Placement> {
    return this.place(session, { tried: new Set(except), last, first: null }, false);
  }

  /** For a session that a node holds, though nobody was left to confirm it: the same claim again is answered the same. */
  async adopt(session: SessionRow, nodeId: string): Promise<Placement> {
    const brief = await this.plans.ofSession(session, nodeId);
    const outcome = brief && (await this.attempt(session, brief));
    return !outcome || outcome.kind === 'declined' ? { kind: 'refused' } : outcome;
  }

  /** `isOurs`: the session's newest epoch was made for this, and is still unused. */
  private async place(start: SessionRow, { tried, last, first }: Search, isOurs = true): Promise<Placement> {
    let session: SessionRow | null = start;
    let isFull = true;
    let hasAsked = false;
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
      const nodeId: string | null = (attempt === 0 && first?.nodeId) || (await this.registry.find(tried, last));
      if (!nodeId) break;
      tried.add(nodeId);
      // Keys are sealed for one node: each has a brief of its own.
      const brief: Brief | null = first?.nodeId === nodeId ? first : await this.plans.ofSession(session, nodeId);
      if (!brief) {
        isFull = false;
        continue;
      }
      if (hasAsked || !isOurs) session = await this.nextEpoch(session, nodeId, hasAsked);
      if (!session) return { kind: 'unwanted' };
      hasAsked = true;
      const outcome = await this.attempt(session, brief);
      if (outcome.kind !== 'declined') return outcome;
      isFull &&= outcome.code === 'no_capacity';
    }
    await this.abandon(session);
    return { kind: isFull ? 'no_room' : 'refused' };
  }

  private async nextEpoch(session: SessionRow, nodeId: string, isNextAttempt: boolean): Promise<SessionRow | null> {
    let begun = false;
    const wish = { nodeId, seenEpoch: session.claimEpoch, isNextAttempt };
    const step = (change: SessionChange): void => void (begun = beginClaim(change, wish));
    const row = await this.store.change(session.id, step, session);
    return begun ? row : null;
  }

  /** Another copy may try at once, instead of waiting for the claim to go stale. */
  private async abandon({ id, claimEpoch }: SessionRow): Promise<void> {
    await this.store.change(id, (change) => abandonClaim(change, claimEpoch));
  }

  private async attempt(session: SessionRow, brief: Brief): Promise<Outcome> {
    const { nodeId } = brief;
    const claim = claimOf(session, brief);
    this.registry.expect(nodeId, session.id);
    try {
      const place = await this.nodes.claim(nodeId, claim);
      const { epoch, settingRevision } = claim;
      return await this.confirm(session, { epoch, settingRevision, nodeId, ...place });
    } catch (error) {
      this.registry.unexpect(nodeId, session.id);
      this.letGo(nodeId, claim);
      if (!(error instanceof AppError)) throw error;
      this.events.claimRefused(nodeId, claim, error);
      return { kind: 'declined', code: error.code };
    }
  }

  private async confirm(known: SessionRow, granted: Granted): Promise<Placement> {
    let confirmed = false;
    const step = (change: SessionChange): void => void (confirmed = confirmClaim(change, granted));
    const session = await this.store.change(known.id, step, known);
    if (confirmed && session) return { kind: 'placed', session };
    this.letGo(granted.nodeId, { sessionId: known.id, epoch: granted.epoch });
    return { kind: 'unwanted' };
  }

  /** What a node may hold of a failed attempt is given back in the background; reconciliation finds what this misses. */
  private letGo(nodeId: string, { sessionId, epoch }: { sessionId: string; epoch: number }): void {
    this.nodes.release(nodeId, { sessionId, epoch }, 'orphan').catch((error: unknown) => {
      this.events.failed('release after a failed claim', error, { nodeId, sessionId });
    });
  }
}

function claimOf(session: SessionRow, { plan, identity, sealedKeys }: Brief): Claim {
  return {
    sessionId: session.id,
    epoch: session.claimEpoch,
    identity,
    settingRevision: plan.revision,
    options: plan.options,
    targets: plan.targets,
    sealedKeys,
    moved: session.liveSince !== null,
  };
}
