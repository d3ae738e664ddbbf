import { HourlySweep } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Events } from '../events.js';
import { HISTORY_BATCH, HISTORY_DAYS } from '../limits.js';

/** Sessions go with their timelines and bitrates as many at a time as Postgres does not notice. */
const FORGET = `
  DELETE FROM live_session WHERE id IN (
    SELECT id FROM live_session WHERE ended_at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING id`;

/** Forgets sessions that ended long ago, so that the database does not grow for ever. */
@Injectable()
export class Retention extends HourlySweep {
  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    while ((await this.forgetSome()) === HISTORY_BATCH);
  }

  protected override failed(error: unknown): void {
    this.events.failed('history', error);
  }

  private async forgetSome(): Promise<number> {
    const [forgotten] = await this.source.query<[unknown[], number]>(FORGET, [HISTORY_DAYS, HISTORY_BATCH]);
    return forgotten.length;
  }
}
