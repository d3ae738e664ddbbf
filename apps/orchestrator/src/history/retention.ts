import { HourlySweep } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Events } from '../events.js';
import { HISTORY_BATCH, HISTORY_DAYS, HISTORY_ROWS_BATCH, LINES_READ } from '../limits.js';

/** Sessions go with their timelines and bitrates as many at a time as Postgres does not notice. */
const SESSIONS = `
  DELETE FROM live_session WHERE id IN (
    SELECT id FROM live_session WHERE ended_at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING id`;

/** A channel that is never off the air has one session for good. What of it nobody reads any more goes meanwhile. */
const UNFINISHED = `live_session AS session WHERE session.state NOT IN ('ended', 'failed')`;
const LINES = `
  DELETE FROM session_event WHERE id IN (
    SELECT line.id FROM (SELECT session.id FROM ${UNFINISHED}) AS running CROSS JOIN LATERAL (
      SELECT id FROM session_event WHERE session_id = running.id ORDER BY id DESC OFFSET $1 LIMIT $2
    ) AS line LIMIT $2
  ) RETURNING id`;
const SAMPLES = `
  DELETE FROM bitrate_sample WHERE (session_id, at) IN (
    SELECT sample.session_id, sample.at FROM (SELECT session.id FROM ${UNFINISHED}) AS running
    JOIN bitrate_sample AS sample ON sample.session_id = running.id
    WHERE sample.at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING at`;

/** Forgets what is long past, so that the database does not grow for ever. */
@Injectable()
export class Retention extends HourlySweep {
  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    await this.forget(SESSIONS, HISTORY_DAYS, HISTORY_BATCH);
    await this.forget(LINES, LINES_READ, HISTORY_ROWS_BATCH);
    await this.forget(SAMPLES, HISTORY_DAYS, HISTORY_ROWS_BATCH);
  }

  protected override failed(error: unknown): void {
    this.events.failed('history', error);
  }

  private async forget(statement: string, kept: number, batch: number): Promise<void> {
    for (let forgotten = batch; forgotten === batch;) {
      const [rows] = await this.source.query<[unknown[], number]>(statement, [kept, batch]);
      forgotten = rows.length;
    }
  }
}
