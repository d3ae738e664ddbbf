import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Events } from '../events.js';
import { HISTORY_BATCH, HISTORY_DAYS, HISTORY_SWEEP_MS } from '../limits.js';

/** Sessions go with their timelines and bitrates as many at a time as Postgres does not notice. */
const FORGET = `
  DELETE FROM live_session WHERE id IN (
    SELECT id FROM live_session WHERE ended_at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING id`;

/** Forgets sessions that ended long ago, so that the database does not grow for ever. */
@Injectable()
export class Retention implements OnModuleDestroy {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
  ) {
    this.timer = setInterval(() => void this.sweep(), HISTORY_SWEEP_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    try {
      while ((await this.forgetSome()) === HISTORY_BATCH);
    } catch (error) {
      this.events.failed('history', error);
    }
  }

  private async forgetSome(): Promise<number> {
    const [forgotten] = await this.source.query<[unknown[], number]>(FORGET, [HISTORY_DAYS, HISTORY_BATCH]);
    return forgotten.length;
  }
}
