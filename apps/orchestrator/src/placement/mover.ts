import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { isClaimUnderWay, loseNode } from '../session/steps.js';
import { isHosted } from '../session/state-machine.js';
import { Placer } from './placer.js';

/** `drain`: the node still has the session. Otherwise it is gone, or says that it does not hold it. */
export type MoveCause = 'drain' | 'node_lost' | 'not_held';

/** Gives sessions to another node. Copies that try the same at once do no harm: one of them gets the epoch. */
@Injectable()
export class Mover {
  constructor(
    private readonly store: SessionStore,
    private readonly placer: Placer,
    private readonly events: Events,
  ) {}

  /** True when the session has a new node. Without room it stays as it is, and somebody tries again later. */
  async move(sessionId: string, from: string | null, cause: MoveCause): Promise<boolean> {
    const session = await this.markLost(sessionId, from, cause);
    if (!session || session.nodeId !== from || !isHosted(session.state)) return false;
    if (isClaimUnderWay(session, new Date())) return false;
    // A node that does not know the session any more was started anew just now: others first. One that drains, or is
    // gone, may not have it at all.
    const except = from && cause !== 'not_held' ? [from] : [];
    const placement = await this.placer.placeAgain(session, except, from);
    if (placement.kind !== 'placed') return false;
    this.events.moved(placement.session, from, cause);
    return true;
  }

  /** Whether the page says that the picture is interrupted must not wait for a new node. */
  private markLost(sessionId: string, from: string | null, cause: MoveCause): Promise<SessionRow | null> {
    if (cause === 'drain') return this.store.byId(sessionId);
    return this.store.change(sessionId, (change) => {
      if (change.row.nodeId === from) loseNode(change, cause);
    });
  }
}
