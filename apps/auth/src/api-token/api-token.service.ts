import { AppError, authBus, createTokenSchema, type ApiToken } from '@mid-station/contracts';
import { Bus, CONFIG } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type z } from 'zod';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { type AuthConfig } from '../config.js';
import { Account, ApiTokenRow } from '../database/entities.js';
import { holdAccount } from '../database/hold-account.js';
import { API_TOKENS_PER_ACCOUNT, LAST_USED_STEP_SECONDS } from '../limits.js';
import { API_TOKEN_PREFIX, hashSecret, newToken } from '../secrets.js';

type Holder = z.input<typeof authBus.checkToken.response>;

/** Personal API tokens: shown once, kept as a hash. */
@Injectable()
export class ApiTokenService {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {}

  async list(userId: string): Promise<ApiToken[]> {
    const rows = await this.database.manager.find(ApiTokenRow, {
      where: { accountId: userId },
      order: { createdAt: 'DESC' },
    });
    return rows.map(toApiToken);
  }

  /** @throws AppError `quota_exceeded`. */
  async create(
    userId: string,
    { name, scope }: z.output<typeof createTokenSchema>,
    origin?: Origin,
  ): Promise<ApiToken & { token: string }> {
    const token = `${API_TOKEN_PREFIX}${newToken()}`;
    const id = randomUUID();
    return this.database.transaction(async (tx) => {
      // The account row serialises two creations at once, so that neither slips past the quota.
      const account = await tx.findOne(Account, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      if (!account) throw new AppError('unauthenticated', 'This account no longer exists.');
      this.refuseOverQuota(await tx.countBy(ApiTokenRow, { accountId: userId }));
      await tx.insert(ApiTokenRow, { id, accountId: userId, hash: hashSecret(token), name, scope });
      await this.audit.write(tx, userId, 'api_token_created', origin, name);
      return { ...toApiToken(await tx.findOneByOrFail(ApiTokenRow, { id })), token };
    });
  }

  /** @throws AppError `not_found`, also for somebody else's token. */
  async remove(userId: string, tokenId: string, origin?: Origin): Promise<void> {
    await this.database.transaction(async (tx) => {
      await holdAccount(tx, userId);
      const where = { id: tokenId, accountId: userId };
      const removed = await tx.createQueryBuilder().delete().from(ApiTokenRow).where(where).returning('name').execute();
      const [row] = removed.raw as { name: string }[];
      if (!row) throw new AppError('not_found', 'There is no such token.');
      await this.audit.write(tx, userId, 'api_token_deleted', origin, row.name);
    });
    this.bus.publish(authBus.accessEnded, { accessIds: [tokenId] });
  }

  /** Who holds this token. @throws AppError `unauthenticated`. */
  async check(token: string): Promise<Holder> {
    const row = await this.database.manager.findOneBy(ApiTokenRow, { hash: hashSecret(token) });
    const account = row && (await this.database.manager.findOneBy(Account, { id: row.accountId }));
    if (!account) throw new AppError('unauthenticated', 'This API token is not valid.');
    await this.noteUse(row);
    return { userId: account.id, tokenId: row.id, handle: account.handle, role: account.role, scope: row.scope };
  }

  private async noteUse({ id, lastUsedAt }: ApiTokenRow): Promise<void> {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_STEP_SECONDS * 1000) return;
    await this.database.manager.update(ApiTokenRow, { id }, { lastUsedAt: now });
  }

  private refuseOverQuota(count: number): void {
    const limit = Math.floor(API_TOKENS_PER_ACCOUNT * this.config.MIDSTATION_RATE_LIMIT_FACTOR);
    if (count < limit) return;
    throw new AppError('quota_exceeded', `An account has at most ${limit} API tokens. Delete one first.`);
  }
}

function toApiToken({ id, name, scope, createdAt, lastUsedAt }: ApiTokenRow): ApiToken {
  return { id, name, scope, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
