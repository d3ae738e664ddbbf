import { AppError, authBus, type SignInSummary } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { SignIn } from '../database/entities.js';

/** The devices an account is signed in on, and how they are signed out. */
@Injectable()
export class SignInList {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
    private readonly audit: AuditLog,
  ) {}

  async list(accountId: string, currentId: string | null): Promise<SignInSummary[]> {
    const rows = await this.database.manager.find(SignIn, { where: { accountId }, order: { lastUsedAt: 'DESC' } });
    return rows.map(({ id, remote, userAgent, createdAt, lastUsedAt }) => {
      const times = { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString() };
      return { id, current: id === currentId, remote, userAgent, ...times };
    });
  }

  /** Ends one sign-in, or all of them. @throws AppError `not_found`, also for somebody else's. */
  async end(accountId: string, signInId: string | undefined, origin?: Origin): Promise<void> {
    const where = { accountId, ...(signInId && { id: signInId }) };
    const ended = await this.database.transaction(async (tx) => {
      const ids = await this.remove(tx, where);
      if (signInId && ids.length === 0) throw new AppError('not_found', 'There is no such sign-in.');
      await this.audit.write(tx, accountId, signInId ? 'sign_out' : 'signed_out_everywhere', origin);
      return ids;
    });
    this.announce(ended);
  }

  /** Removes sign-ins and gives their ids, to be announced once the transaction is through. */
  async remove(tx: EntityManager, where: FindOptionsWhere<SignIn>): Promise<string[]> {
    const rows = await tx.find(SignIn, { where, select: { id: true } });
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await tx.delete(SignIn, ids);
    return ids;
  }

  /** Access tokens of these sign-ins are still signed and unexpired; gateways are told to refuse them. */
  announce(signInIds: string[]): void {
    if (signInIds.length > 0) this.bus.publish(authBus.signInsEnded, { signInIds });
  }
}
