import { AppError, nodeBus, type Session, type Still } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { NodeClient } from '../placement/node-client.js';
import { isHandingOver } from '../session/apply-status.js';
import { SessionStore } from '../session/session-store.js';
import { sessionView, withFreshStatus } from '../session/session-view.js';
import { isHosted } from '../session/state-machine.js';

/** The user's unfinished session, with numbers from its node as they are now. */
@Injectable()
export class CurrentSession {
  constructor(
    private readonly store: SessionStore,
    private readonly nodes: NodeClient,
    private readonly bus: Bus,
  ) {}

  /** With its node away, the numbers are those that were stored last. */
  async view(userId: string): Promise<Session | null> {
    const session = await this.store.unfinishedOfUser(userId);
    if (!session?.nodeId || session.unplacedSince || !isHosted(session.state)) return session && sessionView(session);
    const answer = await this.nodes.status(session.nodeId, session.id);
    if (answer.kind !== 'ok' || isHandingOver(session, answer.value, new Date())) return sessionView(session);
    return withFreshStatus(session, answer.value);
  }

  /** A recent picture; null while there is none. @throws AppError `unavailable`. */
  async still(userId: string): Promise<Still | null> {
    const session = await this.store.unfinishedOfUser(userId);
    if (!session?.nodeId || session.unplacedSince || !isHosted(session.state)) return null;
    return this.bus.request(nodeBus.still, { sessionId: session.id }, { nodeId: session.nodeId });
  }

  /** @throws AppError `not_live`, `not_found` for a target that the session does not have, `unavailable`. */
  async retryTarget(userId: string, targetId: string): Promise<void> {
    const session = await this.store.unfinishedOfUser(userId);
    if (!session?.nodeId || !isHosted(session.state)) {
      throw new AppError('not_live', 'You are not live, so there is nothing to try again.');
    }
    if (!session.targets.some((target) => target.targetId === targetId)) {
      throw new AppError('not_found', 'Your stream has no such target.');
    }
    const { id: sessionId, epoch, nodeId } = session;
    await this.bus.request(nodeBus.retryTarget, { sessionId, epoch, targetId }, { nodeId });
  }
}
