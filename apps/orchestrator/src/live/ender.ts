import { AppError, type EndReason, type SessionState } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { NodeClient } from '../placement/node-client.js';
import { applyLastWords } from '../session/apply-status.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { beginEnding, finishEnding } from '../session/steps.js';

/**
 * Ends sessions: `ending` is written first, so that whoever picks up half-done work knows what is wanted; then the node
 * lets go; then `ended`. A node that is away does not keep a session from ending: its claim is an orphan from now on.
 */
@Injectable()
export class Ender {
  constructor(
    private readonly store: SessionStore,
    private readonly nodes: NodeClient,
    private readonly bus: Bus,
    private readonly events: Events,
  ) {}

  /**
   * The ended session; null when there is no such session. With `from` it goes on unless it is in that state.
   * @throws AppError `unavailable` when the bus went away.
   */
  async end(sessionId: string, reason: EndReason, from?: SessionState): Promise<SessionRow | null> {
    const session = await this.store.change(sessionId, (change) => {
      if (from === undefined || change.row.state === from) beginEnding(change, reason);
    });
    return session?.state === 'ending' ? this.finish(session) : session;
  }

  /** From `ending` to `ended`. May be repeated, also by another copy. */
  async finish({ id, nodeId, epoch }: Pick<SessionRow, 'id' | 'nodeId' | 'epoch'>): Promise<SessionRow | null> {
    const answer = nodeId && (await this.nodes.release(nodeId, { sessionId: id, epoch }, 'stopped'));
    if (answer && answer.kind === 'silent' && !this.bus.isConnected) {
      throw new AppError('unavailable', 'Mid-Station cannot reach its services. Your stream is ended when it can.');
    }
    let finished = false;
    const session = await this.store.change(id, (change) => {
      finished = change.row.state === 'ending';
      if (!finished) return;
      if (answer && answer.kind === 'ok') applyLastWords(change, answer.value);
      finishEnding(change);
    });
    if (finished && session) this.events.ended(session.id, session.endReason);
    return session;
  }
}
