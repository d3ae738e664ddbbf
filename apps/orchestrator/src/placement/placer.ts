import { AppError, type Claim, type ErrorCode } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { CLAIM_ATTEMPTS } from '../limits.js';
import { NodeRegistry } from '../nodes/node-registry.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { abandonClaim, beginClaim, confirmClaim, type Granted } from '../session/steps.js';
import { NodeClient } from './node-client.js';
import type { Brief } from './plan-source.js';

/**
 * What became of looking for a node.
 * - `no_room`: every node is full, draining or lost;
 * - `refused`: there was room, but no node could take the session;
 * - `unwanted`: the session was ended, or claimed by another copy, meanwhile.
 */
export type Placement = { kind: 'placed'; session: SessionRow } | { kind: 'no_room' | 'refused' | 'unwanted' };

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
    private readonly nodes: NodeClient,
    private readonly events: Events,
  ) {}

  /** For a session just created: its first epoch is unused. */
  placeNew(session: SessionRow, brief: Brief): Promise<Placement> {
    return this.place(session, brief, new Set(), session.claimEpoch);
  }

  /** For a session that lost its node, or leaves it: not to the nodes in `except`. */
  placeAgain(session: SessionRow, brief: Brief, except: readonly string[] = []): Promise<Placement> {
    return this.place(session, brief, new Set(except), null);
  }

  /** For a session that a node holds, though nobody was left to confirm it: the same claim again is answered the same. */
  async adopt(session: SessionRow, brief: Brief, nodeId: string): Promise<Placement> {
    const outcome = await this.attempt(session, brief, nodeId, session.claimEpoch);
    return outcome.kind === 'declined' ? { kind: 'refused' } : outcome;
  }

  private async place(
    session: SessionRow,
    brief: Brief,
    tried: Set<string>,
    freshEpoch: number | null,
  ): Promise<Placement> {
    let epoch = freshEpoch;
    let isFull = true;
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
      const nodeId = this.registry.choose(tried);
      if (!nodeId) break;
      tried.add(nodeId);
      if (attempt > 0 || epoch === null) epoch = await this.nextEpoch(session, nodeId, epoch);
      if (epoch === null) return { kind: 'unwanted' };
      const outcome = await this.attempt(session, brief, nodeId, epoch);
      if (outcome.kind !== 'declined') return outcome;
      isFull &&= outcome.code === 'no_capacity';
    }
    await this.abandon(session.id, epoch);
    return { kind: isFull ? 'no_room' : 'refused' };
  }

  /** Another copy may try at once, instead of waiting for the claim to go stale. */
  private async abandon(sessionId: string, epoch: number | null): Promise<void> {
    if (epoch !== null) await this.store.change(sessionId, (change) => abandonClaim(change, epoch));
  }

  private async nextEpoch(session: SessionRow, nodeId: string, own: number | null): Promise<number | null> {
    let begun = false;
    const wish = { nodeId, seenEpoch: own ?? session.claimEpoch, isNextAttempt: own !== null };
    const row = await this.store.change(session.id, (change) => (begun = beginClaim(change, wish)));
    return begun && row ? row.claimEpoch : null;
  }

  private async attempt(session: SessionRow, brief: Brief, nodeId: string, epoch: number): Promise<Outcome> {
    const claim = claimOf(session, brief, epoch);
    this.registry.expect(nodeId, session.id);
    try {
      const place = await this.nodes.claim(nodeId, claim);
      return await this.confirm(session.id, { epoch, settingRevision: claim.settingRevision, nodeId, ...place });
    } catch (error) {
      this.registry.unexpect(nodeId, session.id);
      this.letGo(nodeId, claim);
      if (!(error instanceof AppError)) throw error;
      this.events.claimRefused(nodeId, claim, error);
      return { kind: 'declined', code: error.code };
    }
  }

  private async confirm(sessionId: string, granted: Granted): Promise<Placement> {
    let confirmed = false;
    const session = await this.store.change(sessionId, (change) => (confirmed = confirmClaim(change, granted)));
    if (confirmed && session) return { kind: 'placed', session };
    this.letGo(granted.nodeId, { sessionId, epoch: granted.epoch });
    return { kind: 'unwanted' };
  }

  /** What a node may hold of a failed attempt is given back in the background; reconciliation finds what this misses. */
  private letGo(nodeId: string, { sessionId, epoch }: { sessionId: string; epoch: number }): void {
    this.nodes.release(nodeId, { sessionId, epoch }, 'orphan').catch((error: unknown) => {
      this.events.failed('release after a failed claim', error, { nodeId, sessionId });
    });
  }
}

function claimOf(session: SessionRow, { plan, identity }: Brief, epoch: number): Claim {
  return {
    sessionId: session.id,
    epoch,
    identity,
    settingRevision: plan.revision,
    options: plan.options,
    targets: plan.targets,
    moved: session.liveSince !== null,
  };
}
