import { type IngestIdentity, type StreamPlan } from '@mid-station/contracts';
import { violates } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { EventRow } from './event.entity.js';
import { SessionChange, type NewEvent } from './session-change.js';
import { SessionFeed } from './session-feed.js';
import { untouchedTarget } from './session-view.js';
import { SessionRow } from './session.entity.js';

const unfinished = { state: Not(In(['ended', 'failed'])) };

/** What reconciliation needs of every unfinished session: small, because there may be ten thousand. */
export type SessionOutline = Pick<
  SessionRow,
  | 'id'
  | 'settingId'
  | 'settingRevision'
  | 'state'
  | 'stateSince'
  | 'epoch'
  | 'claimEpoch'
  | 'claimStartedAt'
  | 'claimConfirmedAt'
  | 'nodeId'
  | 'unplacedSince'
  | 'reportRevision'
>;

/**
 * Sessions in Postgres. Every change is one transaction that locks the row, writes it together with its timeline lines,
 * and is told to the user's pages once it is committed.
 */
@Injectable()
export class SessionStore {
  constructor(
    private readonly source: DataSource,
    private readonly feed: SessionFeed,
  ) {}

  /** A new session in `starting`, or null when the user or the setting has an unfinished one. */
  async create(plan: StreamPlan, identity: IngestIdentity): Promise<SessionRow | null> {
    try {
      const row = await this.source.transaction(async (manager) => {
        const epoch = (await lastEpoch(manager, plan.userId)) + 1;
        const change = new SessionChange(newSession(plan, identity, epoch));
        change.note('starting', { settingName: plan.settingName, targets: change.row.targets.length });
        await manager.insert(SessionRow, change.row);
        await writeEvents(manager, change.row.id, change.events);
        return change.row;
      });
      this.feed.changed(row);
      return row;
    } catch (error) {
      if (violates(error, 'session_one_unfinished_per_user')) return null;
      if (violates(error, 'session_one_unfinished_per_setting')) return null;
      throw error;
    }
  }

  /** Changes one session as `step` says. Null when there is no such session. Nothing is written if `step` throws. */
  async change(id: string, step: (change: SessionChange) => void): Promise<SessionRow | null> {
    const change = await this.source.transaction(async (manager) => {
      const row = await manager.findOne(SessionRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!row) return null;
      const change = new SessionChange(row);
      step(change);
      if (!change.isDirty) return change;
      await manager.update(SessionRow, { id }, row);
      await writeEvents(manager, id, change.events);
      return change;
    });
    if (change?.isDirty) this.feed.changed(change.row);
    return change?.row ?? null;
  }

  byId(id: string): Promise<SessionRow | null> {
    return this.source.manager.findOneBy(SessionRow, { id });
  }

  unfinishedOfUser(userId: string): Promise<SessionRow | null> {
    return this.source.manager.findOneBy(SessionRow, { userId, ...unfinished });
  }

  unfinishedOfSetting(settingId: string): Promise<SessionRow | null> {
    return this.source.manager.findOneBy(SessionRow, { settingId, ...unfinished });
  }

  /** Sessions that a node holds, or held until now. */
  hostedOn(nodeId: string): Promise<SessionRow[]> {
    return this.source.manager.findBy(SessionRow, { nodeId, state: In(['waiting', 'live', 'interrupted']) });
  }

  allUnfinished(): Promise<SessionOutline[]> {
    return this.source.manager.find(SessionRow, { where: unfinished, select: outline });
  }

  /** Forgets everything of a user, timeline and samples included. Their sessions must be finished. */
  async deleteOfUser(userId: string): Promise<void> {
    await this.source.manager.delete(SessionRow, { userId, state: In(['ended', 'failed']) });
  }
}

const outline = {
  id: true,
  settingId: true,
  settingRevision: true,
  state: true,
  stateSince: true,
  epoch: true,
  claimEpoch: true,
  claimStartedAt: true,
  claimConfirmedAt: true,
  nodeId: true,
  unplacedSince: true,
  reportRevision: true,
} as const;

/** Highest epoch of the user's earlier sessions: a late claim of one of them can never displace the new one. */
async function lastEpoch(manager: EntityManager, userId: string): Promise<number> {
  const sql = 'SELECT coalesce(max(claim_epoch), 0) AS epoch FROM live_session WHERE user_id = $1';
  const [found] = await manager.query<{ epoch: number }[]>(sql, [userId]);
  return found?.epoch ?? 0;
}

async function writeEvents(manager: EntityManager, sessionId: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => Object.assign(new EventRow(), { sessionId, ...event }));
  await manager.getRepository(EventRow).insert(rows as QueryDeepPartialEntity<EventRow>[]);
}

function newSession(plan: StreamPlan, identity: IngestIdentity, epoch: number): SessionRow {
  const now = new Date();
  return Object.assign(new SessionRow(), {
    id: randomUUID(),
    userId: plan.userId,
    handle: identity.handle,
    settingId: plan.settingId,
    settingName: plan.settingName,
    settingRevision: plan.revision,
    options: plan.options,
    state: 'starting',
    stateSince: now,
    epoch,
    claimEpoch: epoch,
    claimStartedAt: now,
    claimConfirmedAt: null,
    nodeId: null,
    nodeHost: null,
    nodePort: null,
    unplacedSince: null,
    reportRevision: 0,
    createdAt: now,
    liveSince: null,
    graceEndsAt: null,
    endedAt: null,
    endReason: null,
    publisher: null,
    targets: plan.targets.map((target) => untouchedTarget(target, now)),
  } satisfies SessionRow);
}
