import { AppError, authBus, emailSchema, handleSchema, type Login } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { type z } from 'zod';
import { toUser } from '../account/to-user.js';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { Account, RefreshToken, SignIn } from '../database/entities.js';
import { REFRESH_TOKEN_SECONDS } from '../limits.js';
import { PasswordHasher } from '../password/hasher.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { hashSecret, newToken } from '../secrets.js';
import { TokenIssuer } from '../signing/token-issuer.js';
import { SignInList } from './sign-in-list.js';

export type Opened = z.input<typeof authBus.login.response>;

/**
 * Sign-ins. Each is a family of refresh tokens: every use replaces the token, and a second use of a replaced one means that
 * it was copied, so the whole family ends.
 */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly secondFactor: SecondFactorService,
    private readonly issuer: TokenIssuer,
    private readonly signIns: SignInList,
    private readonly audit: AuditLog,
  ) {}

  /** The answer and its time do not tell whether the name or the password was wrong. */
  async login({ login, password, secondFactor }: Login, origin: Origin): Promise<Opened> {
    const account = await this.findByLogin(login);
    const right = await this.hasher.verify(account?.passwordHash ?? null, password);
    if (!account) throw wrongCredentials();
    if (!right) return this.refuseLogin(account, wrongCredentials(), origin);
    await this.secondFactor
      .check(account.id, secondFactor, origin)
      .catch((error: unknown) => this.refuseLogin(account, error, origin));
    if (this.hasher.isOutdated(account.passwordHash)) await this.rehash(account, password);
    return this.database.transaction(async (tx) => {
      await this.audit.write(tx, account.id, 'sign_in', origin);
      return this.open(tx, account, origin);
    });
  }

  /** Starts a new family. */
  async open(tx: EntityManager, account: Account, { remote, userAgent }: Origin): Promise<Opened> {
    const signInId = randomUUID();
    await tx.insert(SignIn, { id: signInId, accountId: account.id, remote, userAgent, lastUsedAt: new Date() });
    return this.grant(tx, account, signInId);
  }

  /** @throws AppError `unauthenticated` for an unknown or expired token, `refresh_reused` for a replaced one. */
  async refresh(refreshToken: string, origin: Origin): Promise<Opened> {
    const hash = hashSecret(refreshToken);
    const opened = await this.database.transaction(async (tx) => {
      const signInId = await this.use(tx, hash);
      return signInId === null ? null : this.grant(tx, await this.owner(tx, signInId), signInId);
    });
    return opened ?? this.refuseRefresh(hash, origin);
  }

  async logout(refreshToken: string, origin?: Origin): Promise<void> {
    const token = await this.database.manager.findOneBy(RefreshToken, { hash: hashSecret(refreshToken) });
    const signIn = token && (await this.database.manager.findOneBy(SignIn, { id: token.signInId }));
    if (signIn) await this.signIns.end(signIn.accountId, signIn.id, origin);
  }

  private async findByLogin(login: string): Promise<Account | null> {
    const [email, handle] = [emailSchema.safeParse(login), handleSchema.safeParse(login)];
    if (email.success) return this.database.manager.findOneBy(Account, { email: email.data });
    if (handle.success) return this.database.manager.findOneBy(Account, { handle: handle.data });
    return null;
  }

  /** Being asked for a code is not a failure yet. */
  private async refuseLogin({ id }: Account, error: unknown, origin: Origin): Promise<never> {
    const failed = error instanceof AppError && error.code === 'wrong_credentials';
    if (failed) await this.audit.write(this.database.manager, id, 'sign_in_failed', origin);
    throw error;
  }

  private async rehash({ id }: Account, password: string): Promise<void> {
    await this.database.manager.update(Account, { id }, { passwordHash: await this.hasher.hash(password) });
  }

  /** One statement, so that of two uses at once exactly one succeeds. */
  private async use(tx: EntityManager, hash: string): Promise<string | null> {
    const used = await tx
      .createQueryBuilder()
      .update(RefreshToken)
      .set({ usedAt: () => 'now()' })
      .where('hash = :hash AND used_at IS NULL AND expires_at > now()', { hash })
      .returning('sign_in_id')
      .execute();
    const [row] = used.raw as { sign_in_id: string }[];
    return row?.sign_in_id ?? null;
  }

  private async owner(tx: EntityManager, signInId: string): Promise<Account> {
    await tx.update(SignIn, { id: signInId }, { lastUsedAt: new Date() });
    const signIn = await tx.findOneByOrFail(SignIn, { id: signInId });
    return tx.findOneByOrFail(Account, { id: signIn.accountId });
  }

  private async grant(tx: EntityManager, account: Account, signInId: string): Promise<Opened> {
    const refreshToken = newToken();
    const expiresAt = new Date(Date.now() + REFRESH_TOKEN_SECONDS * 1000);
    await tx.insert(RefreshToken, { hash: hashSecret(refreshToken), signInId, expiresAt });
    const { id: sub, handle, role } = account;
    const access = await this.issuer.access({ sub, handle, role, sid: signInId });
    return { user: toUser(account), ...access, refreshToken, refreshExpiresAt: expiresAt.toISOString() };
  }

  private async refuseRefresh(hash: string, origin: Origin): Promise<never> {
    const token = await this.database.manager.findOneBy(RefreshToken, { hash });
    if (!token?.usedAt) throw new AppError('unauthenticated', 'Your sign-in has expired. Sign in again.');
    await this.endCopied(token.signInId, origin);
    throw new AppError('refresh_reused', 'This sign-in was used from two places, so it was ended. Sign in again.');
  }

  private async endCopied(signInId: string, origin: Origin): Promise<void> {
    const ended = await this.database.transaction(async (tx) => {
      const signIn = await tx.findOneBy(SignIn, { id: signInId });
      if (signIn) await this.audit.write(tx, signIn.accountId, 'sign_in_copied', origin);
      return this.signIns.remove(tx, { id: signInId });
    });
    this.signIns.announce(ended);
  }
}

function wrongCredentials(): AppError {
  return new AppError('wrong_credentials', 'Handle, e-mail address or password is not right.');
}
