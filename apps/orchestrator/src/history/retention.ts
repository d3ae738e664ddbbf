import { HourlySweep } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Events } from '../events.js';
import { HISTORY_BATCH, HISTORY_DAYS, HISTORY_ROWS_BATCH, LINES_READ, SESSIONS_KEPT } from '../limits.js';
import { SessionStore } from '../session/session-store.js';

/** Sessions go with their timelines and bitrates as many at a time as Postgres does not notice. */
const SESSIONS = `
  DELETE FROM live_session WHERE id IN (
    SELECT id FROM live_session WHERE ended_at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING id`;

/** Whoever begins one session after the other would fill the disk long before the oldest is half a year old. */
const USERS_WITH_MORE = 'SELECT user_id FROM live_session GROUP BY user_id HAVING count(*) > $1';
const SESSIONS_OF_USER = `
  DELETE FROM live_session WHERE ended_at IS NOT NULL AND id IN (
    SELECT id FROM live_session WHERE user_id = $3 ORDER BY created_at DESC OFFSET $1 LIMIT $2
  ) RETURNING id`;

/** A channel that is never off the air has one session for good. What of it nobody reads any more goes meanwhile. */
const LINES = `
  DELETE FROM session_event WHERE id IN (
    SELECT id FROM session_event WHERE session_id = $3 ORDER BY id DESC OFFSET $1 LIMIT $2
  ) RETURNING id`;
const SAMPLES = `
  DELETE FROM bitrate_sample WHERE session_id = $3 AND at IN (
    SELECT at FROM bitrate_sample WHERE session_id = $3 AND at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING at`;

/** Forgets what is long past, so that the database does not grow for ever. */
@Injectable()
export class Retention extends HourlySweep {
  constructor(
    private readonly source: DataSource,
    private readonly store: SessionStore,
    private readonly events: Events,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    await this.forget(SESSIONS, HISTORY_DAYS, HISTORY_BATCH);
    const users = await this.source.query<{ user_id: string }[]>(USERS_WITH_MORE, [SESSIONS_KEPT]);
    for (const { user_id: id } of users) await this.forget(SESSIONS_OF_USER, SESSIONS_KEPT, HISTORY_BATCH, id);
    for (const { id } of await this.store.versionsOfUnfinished()) {
      await this.forget(LINES, LINES_READ, HISTORY_ROWS_BATCH, id);
      await this.forget(SAMPLES, HISTORY_DAYS, HISTORY_ROWS_BATCH, id);
    }
  }

  protected override failed(error: unknown): void {
    this.events.failed('history', error);
  }

  private async forget(statement: string, kept: number, batch: number, ...of: string[]): Promise<void> {
    for (let forgotten = batch; forgotten === batch;) {
      const [rows] = await this.source.query<[unknown[], number]>(statement, [kept, batch, ...of]);
      forgotten = rows.length;
    }
  }
}
