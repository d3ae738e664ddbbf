import { AppError, authBus, type AuditKind, type SignInSummary } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { SignIn } from '../database/entities.js';
import { holdAccount } from '../database/hold-account.js';
import { SIGN_INS_SHOWN } from '../limits.js';

/** The devices an account is signed in on, and how they are signed out. */
@Injectable()
export class SignInList {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
    private readonly audit: AuditLog,
  ) {}

  /** Those used last. */
  async list(accountId: string, currentId: string | null): Promise<SignInSummary[]> {
    const options = { where: { accountId }, order: { lastUsedAt: 'DESC' }, take: SIGN_INS_SHOWN } as const;
    const rows = await this.database.manager.find(SignIn, options);
    return rows.map(({ id, remote, userAgent, createdAt, lastUsedAt }) => {
      const times = { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString() };
      return { id, current: id === currentId, remote, userAgent, ...times };
    });
  }

  /** Ends one sign-in, or all of them. @throws AppError `not_found`, also for somebody else's. */
  async end(accountId: string, signInId: string | undefined, origin?: Origin): Promise<void> {
    const kind = signInId ? 'sign_out' : 'signed_out_everywhere';
    const wasThere = await this.endAs(kind, accountId, signInId, origin);
    if (signInId && !wasThere) throw new AppError('not_found', 'There is no such sign-in.');
  }

  /** The same, written down as this kind of act. False when there was none to end: then nothing is written. */
  async endAs(kind: AuditKind, accountId: string, signInId: string | undefined, origin?: Origin): Promise<boolean> {
    const where = { accountId, ...(signInId && { id: signInId }) };
    const ended = await this.database.transaction(async (tx) => {
      await holdAccount(tx, accountId);
      const ids = await this.remove(tx, where);
      if (ids.length > 0) await this.audit.write(tx, accountId, kind, origin);
      return ids;
    });
    this.announce(ended);
    return ended.length > 0;
  }

  /** Removes sign-ins and gives their ids, to be announced once the transaction is through. */
  async remove(tx: EntityManager, where: FindOptionsWhere<SignIn>): Promise<string[]> {
    const removed = await tx.createQueryBuilder().delete().from(SignIn).where(where).returning('id').execute();
    return (removed.raw as { id: string }[]).map(({ id }) => id);
  }

  /** Access tokens of these sign-ins are still signed and unexpired; gateways are told to refuse them. */
  announce(accessIds: string[]): void {
    if (accessIds.length > 0) this.bus.publish(authBus.accessEnded, { accessIds });
  }
}
