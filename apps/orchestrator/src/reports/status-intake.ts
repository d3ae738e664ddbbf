import type { SessionStatus } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Events } from '../events.js';
import { NodeClient } from '../placement/node-client.js';
import { applyStatus, type Verdict } from '../session/apply-status.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';

/** Pauses before a report that came ahead of its claim's confirmation is looked at again, in milliseconds. */
const EARLY_RETRIES_MS = [30, 100, 300];

/** Takes what nodes report into the sessions, whether they said it unasked or were asked. */
@Injectable()
export class StatusIntake {
  constructor(
    private readonly store: SessionStore,
    private readonly nodes: NodeClient,
    private readonly events: Events,
  ) {}

  async take(status: SessionStatus): Promise<void> {
    for (const pause of [0, ...EARLY_RETRIES_MS]) {
      if (pause > 0) await sleep(pause);
      const { verdict, session } = await this.apply(status);
      if (verdict === 'early') continue;
      if (verdict === 'applied' && session?.state === 'ended') await this.acknowledgeEnd(session);
      return;
    }
  }

  private async apply(status: SessionStatus): Promise<{ verdict: Verdict; session: SessionRow | null }> {
    let verdict: Verdict = 'stale';
    const session = await this.store.change(status.sessionId, (change) => {
      verdict = applyStatus(change, status);
    });
    return { verdict, session };
  }

  /** The node ended it by itself and keeps the last word until it is heard. */
  private async acknowledgeEnd({ id: sessionId, epoch, nodeId, endReason }: SessionRow): Promise<void> {
    this.events.ended(sessionId, endReason);
    if (nodeId) await this.nodes.release(nodeId, { sessionId, epoch }, 'stopped');
  }
}
