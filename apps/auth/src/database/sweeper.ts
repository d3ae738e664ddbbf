import { HourlySweep, LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AUDIT_DAYS } from '../limits.js';

/** Removes what has expired: nothing depends on it, the tables only stay small. */
@Injectable()
export class Sweeper extends HourlySweep {
  constructor(
    private readonly database: DataSource,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    await this.database.query('DELETE FROM refresh_tokens WHERE expires_at < now()');
    await this.database.query(
      'DELETE FROM sign_ins WHERE NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE sign_in_id = sign_ins.id)',
    );
    await this.database.query('DELETE FROM stream_keys WHERE expires_at < now()');
    await this.database.query('DELETE FROM audit_events WHERE at < now() - make_interval(days => $1)', [AUDIT_DAYS]);
  }

  protected override failed(error: unknown): void {
    this.log.warn({ err: error }, 'expired rows were not swept, trying again later');
  }
}
