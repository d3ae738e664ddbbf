import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeClient } from '../placement/node-client.js';
import { PlanSource } from '../placement/plan-source.js';
import { StatusIntake } from '../reports/status-intake.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { isHosted } from '../session/state-machine.js';
import { adoptPlan } from '../session/steps.js';

/** Pauses before an edit that met a claim under way is tried again, in milliseconds. */
export const CLAIM_PAUSES_MS = [50, 150, 400];

/** Brings edits of a live setting, and rotated stream keys, to the node that streams it. */
@Injectable()
export class PlanSync {
  /** Users whose rotated keys have not reached their node: nothing else would tell that they are due. */
  private readonly keysOwed = new Set<string>();

  constructor(
    private readonly store: SessionStore,
    private readonly plans: PlanSource,
    private readonly nodes: NodeClient,
    private readonly intake: StatusIntake,
  ) {}

  async settingChanged(settingId: string): Promise<void> {
    await this.sync(() => this.store.unfinishedOfSetting(settingId));
  }

  async keysChanged(userId: string): Promise<void> {
    this.keysOwed.add(userId);
    if (await this.sync(() => this.store.unfinishedOfUser(userId))) this.keysOwed.delete(userId);
  }

  /** Tries again what could not be brought to its node. */
  async bringOwedKeys(): Promise<void> {
    for (const userId of [...this.keysOwed]) await this.keysChanged(userId);
  }

  /** Whether nothing is left to bring. */
  private async sync(find: () => Promise<SessionRow | null>): Promise<boolean> {
    for (const pause of [0, ...CLAIM_PAUSES_MS]) {
      if (pause > 0) await sleep(pause);
      const session = await find();
      if (!session || session.state === 'ending') return true;
      if (isHosted(session.state) && (await this.update(session))) return true;
    }
    return false;
  }

  /**
   * False when the node cannot take the edit now: it does not hold the session as it is written, because a claim is under
   * way or it is being moved, or it was just started anew and has other keys.
   */
  private async update(session: SessionRow): Promise<boolean> {
    const { id: sessionId, nodeId, epoch } = session;
    if (!nodeId) return true;
    const brief = await this.plans.ofSession(session, nodeId);
    if (!brief) return false;
    const { plan, identity, sealedKeys } = brief;
    const { revision: settingRevision, options, targets } = plan;
    const change = { settingRevision, options, targets, sealedKeys, keys: identity.keys };
    const answer = await this.nodes.update(nodeId, { sessionId, epoch }, change);
    if (answer.kind !== 'ok') return false;
    await this.store.change(sessionId, (row) => adoptPlan(row, plan));
    await this.intake.take(answer.value);
    return true;
  }
}
