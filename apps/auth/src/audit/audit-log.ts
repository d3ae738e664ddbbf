import { authBus, type AuditEvent, type AuditKind } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, MoreThan, Not, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { type z } from 'zod';
import { AuditRow } from '../database/entities.js';
import { holdAccount } from '../database/hold-account.js';
import { AUDIT_EVENTS_SHOWN, FAILED_SIGN_INS_SHOWN, KEY_VIEW_STEP_SECONDS } from '../limits.js';
import { INSIDE, type Origin } from './origin.js';

/** What was done with an account. An act inside auth is written in the transaction that does it, or not done. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: DataSource) {}

  async write(
    tx: EntityManager,
    accountId: string,
    kind: AuditKind,
    { remote, userAgent }: Origin = INSIDE,
    subject: string | null = null,
  ): Promise<void> {
    await tx.insert(AuditRow, { id: randomUUID(), accountId, at: new Date(), kind, subject, remote, userAgent });
  }

  /** A page that shows the key asks for it again and again: written once per place and while. */
  async writeKeyView(accountId: string, origin: Origin): Promise<void> {
    const since = new Date(Date.now() - KEY_VIEW_STEP_SECONDS * 1000);
    const where = { accountId, kind: 'stream_key_viewed' as const, remote: origin.remote, at: MoreThan(since) };
    if (await this.database.manager.existsBy(AuditRow, where)) return;
    await this.write(this.database.manager, accountId, 'stream_key_viewed', origin);
  }

  /** Takes an event of another service; one that is told again, or of an account that is gone, changes nothing. */
  async take({ userId, origin, ...event }: z.output<typeof authBus.recordAudit.request>): Promise<void> {
    const row = { ...event, accountId: userId, at: new Date(event.at), ...origin };
    await this.database.transaction(async (tx) => {
      if (!(await holdAccount(tx, userId))) return;
      await tx.createQueryBuilder().insert().into(AuditRow).values(row).orIgnore().execute();
    });
  }

  /** Newest first, the last few. */
  async list(accountId: string): Promise<AuditEvent[]> {
    const failed = 'sign_in_failed' as const;
    const rows = await Promise.all([
      this.last(AUDIT_EVENTS_SHOWN, { accountId, kind: Not(failed) }),
      this.last(FAILED_SIGN_INS_SHOWN, { accountId, kind: failed }),
    ]);
    const newestFirst = rows.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
    return newestFirst.map(({ id, at, kind, subject, remote, userAgent }) => {
      return { id, at: at.toISOString(), kind, subject, remote, userAgent };
    });
  }

  private last(take: number, where: FindOptionsWhere<AuditRow>): Promise<AuditRow[]> {
    return this.database.manager.find(AuditRow, { where, order: { at: 'DESC' }, take });
  }
}
