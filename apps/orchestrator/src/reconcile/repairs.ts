import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { UNPLACED_MIN_MS } from '../limits.js';
import { Ender } from '../live/ender.js';
import { Mover, type MoveCause } from '../placement/mover.js';
import { NodeClient } from '../placement/node-client.js';
import { Placer } from '../placement/placer.js';
import { StatusIntake } from '../reports/status-intake.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { isFinished, isHosted } from '../session/state-machine.js';
import { failStart, isClaimUnderWay } from '../session/steps.js';
import type { Finding } from './findings.js';

/** Puts one finding right. What was found may have changed since, so each repair looks at the session itself first. */
@Injectable()
export class Repairs {
  /** A session that waits for a node does not pay for the time in which no orchestrator was up. */
  private readonly startedAt = Date.now();

  constructor(
    private readonly store: SessionStore,
    private readonly ender: Ender,
    private readonly mover: Mover,
    private readonly placer: Placer,
    private readonly nodes: NodeClient,
    private readonly intake: StatusIntake,
    private readonly events: Events,
  ) {}

  async repair(finding: Finding): Promise<void> {
    const session = await this.store.byId(finding.sessionId);
    if (finding.kind === 'orphan') return this.releaseOrphan(session, finding);
    if (!session || isFinished(session.state)) return;
    switch (finding.kind) {
      case 'half_ended':
        if (session.state === 'ending') await this.ender.finish(session);
        return;
      case 'half_claimed':
        return this.completeClaim(session, finding.heldBy);
      case 'node_lost':
        return this.replace(session.id, finding.nodeId, 'node_lost');
      case 'not_held':
        return this.lookWhetherHeld(session, finding.nodeId);
      case 'report_missed':
        return this.lookWhetherHeld(session, finding.nodeId);
    }
  }

  /** Its orchestrator is gone: confirm what a node holds, else begin anew. */
  private async completeClaim(session: SessionRow, heldBy: string | null): Promise<void> {
    if (isClaimUnderWay(session, new Date())) return;
    if (session.state === 'starting') return this.completeStart(session, heldBy);
    if (!session.claimStartedAt) return; // confirmed meanwhile
    if (heldBy) await this.placer.adopt(session, heldBy);
    else await this.replace(session.id, session.nodeId, 'not_held');
  }

  private async completeStart(session: SessionRow, heldBy: string | null): Promise<void> {
    const placement = await (heldBy ? this.placer.adopt(session, heldBy) : this.placer.placeAgain(session));
    if (placement.kind === 'placed' || placement.kind === 'unwanted') return;
    const reason = placement.kind === 'no_room' ? 'no_capacity' : 'internal';
    await this.store.change(session.id, (change) => failStart(change, reason));
  }

  /** The node is asked itself: its last announcement may be older than the row. */
  private async lookWhetherHeld(session: SessionRow, nodeId: string): Promise<void> {
    if (session.nodeId !== nodeId || !isHosted(session.state)) return;
    const answer = await this.nodes.status(nodeId, session.id);
    if (answer.kind === 'ok' && answer.value.epoch === session.epoch) return this.intake.take(answer.value);
    if (answer.kind === 'ok' || answer.kind === 'stale') await this.replace(session.id, nodeId, 'not_held');
    if (answer.kind === 'gone') await this.replace(session.id, nodeId, 'node_lost');
  }

  /** `from` is the node that was found not to have it: another copy may have moved the session off that one already. */
  private async replace(sessionId: string, from: string | null, cause: MoveCause): Promise<void> {
    if (await this.mover.move(sessionId, from, cause)) return;
    const waiting = await this.store.byId(sessionId);
    if (!waiting?.unplacedSince || !isHosted(waiting.state)) return;
    const since = Math.max(waiting.unplacedSince.getTime(), this.startedAt);
    const patience = Math.max(waiting.options.graceSeconds * 1_000, UNPLACED_MIN_MS);
    if (Date.now() - since > patience) await this.ender.end(sessionId, 'no_capacity');
  }

  private async releaseOrphan(session: SessionRow | null, orphan: Finding & { kind: 'orphan' }): Promise<void> {
    const { nodeId, sessionId, epoch } = orphan;
    if (session && !isFinished(session.state) && (epoch === session.epoch || isClaimUnderWay(session, new Date()))) {
      return;
    }
    const wasMoved = session !== null && !isFinished(session.state) && epoch < session.epoch;
    const answer = await this.nodes.release(nodeId, { sessionId, epoch }, wasMoved ? 'moved' : 'orphan');
    if (answer.kind === 'ok') this.events.orphanReleased(nodeId, sessionId, epoch);
  }
}
