import { AppError, authBus, type IngestIdentity } from '@mid-station/contracts';
import { Bus, Sealer } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, IsNull, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { Account, StreamKey } from '../database/entities.js';
import { hashSecret, newStreamKey } from '../secrets.js';

export interface EncoderAccess {
  handle: string;
  streamKey: string;
}

/** Stream keys: what a streamer's encoder publishes with. One is current; rotated ones work until their overlap ends. */
@Injectable()
export class StreamKeyService {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
    private readonly sealer: Sealer,
    private readonly audit: AuditLog,
  ) {}

  /** Gives an account its current key. */
  async create(tx: EntityManager, accountId: string): Promise<string> {
    const [id, key] = [randomUUID(), newStreamKey()];
    await tx.insert(StreamKey, { id, accountId, hash: hashSecret(key), sealed: this.sealer.seal(key, id) });
    return key;
  }

  /** With an origin it is a person who looks, and that is written down. */
  async get(userId: string, origin?: Origin): Promise<EncoderAccess> {
    const { handle } = await this.account(this.database.manager, { id: userId });
    const row = await this.database.manager.findOneByOrFail(StreamKey, { accountId: userId, expiresAt: IsNull() });
    if (origin) await this.audit.writeKeyView(userId, origin);
    return { handle, streamKey: this.sealer.open(row.sealed, row.id) };
  }

  /** A new key. Every older one ends when the overlap does, or sooner if it was to end sooner. */
  async rotate(userId: string, overlapSeconds: number, origin?: Origin): Promise<EncoderAccess> {
    const access = await this.database.transaction(async (tx) => {
      const { handle } = await this.account(tx, { id: userId }, true);
      await tx
        .createQueryBuilder()
        .update(StreamKey)
        .set({ expiresAt: () => "least(expires_at, now() + :overlap * interval '1 second')" })
        .where('account_id = :userId', { userId, overlap: overlapSeconds })
        .execute();
      await this.audit.write(tx, userId, 'stream_key_rotated', origin);
      return { handle, streamKey: await this.create(tx, userId) };
    });
    this.bus.publish(authBus.ingestChanged, { userId }, { userId });
    return access;
  }

  async identity(userId: string): Promise<IngestIdentity> {
    return this.identityOf(await this.account(this.database.manager, { id: userId }));
  }

  async identityByHandle(handle: string): Promise<IngestIdentity | null> {
    const account = await this.database.manager.findOneBy(Account, { handle });
    return account && this.identityOf(account);
  }

  private async identityOf({ id, handle }: Account): Promise<IngestIdentity> {
    const rows = await this.database.manager.findBy(StreamKey, { accountId: id });
    const valid = rows.filter(({ expiresAt }) => expiresAt === null || expiresAt > new Date());
    const keys = valid.map(({ hash, expiresAt }) => ({ hash, expiresAt: expiresAt?.toISOString() ?? null }));
    return { userId: id, handle, keys };
  }

  private async account(tx: EntityManager, where: FindOptionsWhere<Account>, lock = false): Promise<Account> {
    const account = await tx.findOne(Account, { where, ...(lock && { lock: { mode: 'pessimistic_write' } }) });
    if (!account) throw new AppError('not_found', 'This account no longer exists.');
    return account;
  }
}
