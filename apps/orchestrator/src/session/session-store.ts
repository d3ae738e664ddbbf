import { AppError, type IngestIdentity, type StreamPlan, type TargetStatus } from '@mid-station/contracts';
import { CONFIG, violates } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, In } from 'typeorm';
import { type JudgedTarget } from '../advice/findings.js';
import { type Config } from '../config.js';
import { SESSIONS_PER_HOUR } from '../limits.js';
import { NewestCounters } from './newest-counters.js';
import { SessionChange } from './session-change.js';
import { SessionFeed } from './session-feed.js';
import { SessionSql, type WayToFind } from './session-sql.js';
import { untouchedTarget } from './session-view.js';
import { SessionRow } from './session.entity.js';

/** What each copy remembers of every unfinished session: small, because there may be ten thousand. */
export interface SessionOutline extends Pick<
  SessionRow,
  | 'id'
  | 'version'
  | 'settingId'
  | 'settingRevision'
  | 'state'
  | 'epoch'
  | 'previousEpoch'
  | 'claimEpoch'
  | 'claimStartedAt'
  | 'nodeId'
  | 'unplacedSince'
  | 'reportRevision'
  | 'advice'
> {
  targets: JudgedTarget[];
  /** Null unless it is being ended. */
  endingSince: Date | null;
  /** When it left the claim before for this one; null before a move. */
  movedAt: Date | null;
}

/**
 * Sessions in Postgres. Every change is one transaction that writes the row together with its timeline lines, and is told
 * to the user's pages once it is committed. A change is worked out here from the row as it was read, and written only if
 * that is still how it is.
 */
@Injectable()
export class SessionStore {
  private readonly sql: SessionSql;
  private readonly sessionsPerHour: number;

  constructor(
    private readonly source: DataSource,
    private readonly feed: SessionFeed,
    private readonly newest: NewestCounters,
    @Inject(CONFIG) config: Config,
  ) {
    this.sessionsPerHour = Math.floor(SESSIONS_PER_HOUR * config.MIDSTATION_RATE_LIMIT_FACTOR);
    this.sql = new SessionSql(source, this.sessionsPerHour);
  }

  /**
   * A new session in `starting`, or null when the user or the setting has an unfinished one.
   * @throws AppError `quota_exceeded` when the user's sessions of the last hour are too many.
   */
  async create(plan: StreamPlan, identity: IngestIdentity): Promise<SessionRow | null> {
    const change = new SessionChange(newSession(plan, identity));
    const { row } = change;
    change.note('starting', { settingName: plan.settingName, targets: row.targets.length });
    try {
      const epoch = await this.sql.insert(row, change.events);
      if (epoch === null) throw tooManySessions(this.sessionsPerHour);
      row.epoch = row.claimEpoch = epoch;
    } catch (error) {
      if (violates(error, 'session_one_unfinished_per_user')) return null;
      if (violates(error, 'session_one_unfinished_per_setting')) return null;
      throw error;
    }
    this.feed.changed(row);
    return row;
  }

  /**
   * Changes one session as `step` says; a row that is `known`, and still as it is written, spares reading it first. Null
   * when there is no such session. Nothing is written if `step` throws. `step` is called again, with the row as it is
   * now, when somebody else changed the session meanwhile.
   */
  async change(
    id: string,
    step: (change: SessionChange) => void,
    known: SessionRow | null = null,
  ): Promise<SessionRow | null> {
    for (let row = known ?? (await this.byId(id)); row; row = await this.byId(id)) {
      const change = new SessionChange(this.newest.freshen(Object.assign(new SessionRow(), row)));
      step(change);
      if (!change.isDirty && row !== known) return row;
      if (!change.isDirty || !(await this.sql.update(change.row, change.events))) continue;
      change.row.version += 1;
      this.feed.changed(change.row);
      return change.row;
    }
    return null;
  }

  byId(id: string): Promise<SessionRow | null> {
    return this.findOne('byId', id);
  }

  unfinishedOfUser(userId: string): Promise<SessionRow | null> {
    return this.findOne('unfinishedOfUser', userId);
  }

  unfinishedOfSetting(settingId: string): Promise<SessionRow | null> {
    return this.findOne('unfinishedOfSetting', settingId);
  }

  /** Sessions that a node holds, or held until now. */
  hostedOn(nodeId: string): Promise<SessionRow[]> {
    return this.source.manager.findBy(SessionRow, { nodeId, state: In(['waiting', 'live', 'interrupted']) });
  }

  /** Which sessions are unfinished, and in which version. */
  versionsOfUnfinished(): Promise<Pick<SessionRow, 'id' | 'version'>[]> {
    return this.source.query(VERSIONS);
  }

  /** Those of them that are still unfinished. */
  async outlines(ids: readonly string[]): Promise<SessionOutline[]> {
    const rows = await this.source.query<(SessionOutline & Pick<SessionRow, 'targets'>)[]>(OUTLINES, [ids]);
    return rows.map((row) => ({ ...row, targets: row.targets.map(targetOutline) }));
  }

  /** Sessions that have waited for their encoder for so many hours. */
  async waitingLongerThan(hours: number): Promise<string[]> {
    const rows = await this.source.query<{ id: string }[]>(WAITING, [hours]);
    return rows.map(({ id }) => id);
  }

  /** Whose sessions are kept, finished or not. */
  async users(): Promise<string[]> {
    const rows = await this.source.query<{ user_id: string }[]>('SELECT DISTINCT user_id FROM live_session');
    return rows.map((row) => row.user_id);
  }

  /** Forgets everything of a user, timeline and samples included. Their sessions must be finished. */
  async deleteOfUser(userId: string): Promise<void> {
    await this.source.manager.delete(SessionRow, { userId, state: In(['ended', 'failed']) });
  }

  private async findOne(way: WayToFind, id: string): Promise<SessionRow | null> {
    const [row] = await this.sql.find(way, id);
    return row ? this.newest.freshen(row) : null;
  }
}

const WAITING = `SELECT id FROM live_session WHERE state = 'waiting' AND state_since < now() - make_interval(hours => $1)`;
const VERSIONS = `SELECT id, version FROM live_session WHERE state NOT IN ('ended', 'failed')`;

/** Plain rows, and no time that is not needed: reading ten thousand times takes longer than all the rest of them. */
const OUTLINES = `
  SELECT id, version, setting_id AS "settingId", setting_revision AS "settingRevision", state,
    CASE WHEN state = 'ending' THEN state_since END AS "endingSince",
    epoch, previous_epoch AS "previousEpoch", claim_epoch AS "claimEpoch", claim_started_at AS "claimStartedAt",
    CASE WHEN previous_epoch IS NOT NULL THEN claim_confirmed_at END AS "movedAt",
    node_id AS "nodeId", unplaced_since AS "unplacedSince", report_revision AS "reportRevision",
    advice, targets
  FROM live_session WHERE id = ANY($1::uuid[]) AND state NOT IN ('ended', 'failed')`;

const targetOutline = ({ targetId, platform, state }: TargetStatus): JudgedTarget => ({
  ...{ targetId, platform, state },
});

function tooManySessions(limit: number): AppError {
  return new AppError('quota_exceeded', `You can go live at most ${limit} times within an hour. Wait a while.`);
}

function newSession(plan: StreamPlan, identity: IngestIdentity): SessionRow {
  const now = new Date();
  return Object.assign(new SessionRow(), {
    id: randomUUID(),
    version: 0,
    userId: plan.userId,
    handle: identity.handle,
    settingId: plan.settingId,
    settingName: plan.settingName,
    settingRevision: plan.revision,
    options: plan.options,
    state: 'starting',
    stateSince: now,
    epoch: 0,
    previousEpoch: null,
    claimEpoch: 0,
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
    countedBefore: [],
    advice: [],
  } satisfies SessionRow);
}
