import { AppError, authBus, emailSchema, handleSchema, type Login } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { type z } from 'zod';
import { toUser } from '../account/to-user.js';
import { Account, RefreshToken, SignIn } from '../database/entities.js';
import { REFRESH_TOKEN_SECONDS } from '../limits.js';
import { PasswordHasher } from '../password/hasher.js';
import { hashSecret, newToken } from '../secrets.js';
import { TokenIssuer } from '../signing/token-issuer.js';

export type Opened = z.input<typeof authBus.login.response>;
export type Origin = z.output<typeof authBus.login.request>['origin'];

/**
 * Sign-ins. Each is a family of refresh tokens: every use replaces the token, and a second use of a replaced one means that
 * it was copied, so the whole family ends.
 */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly issuer: TokenIssuer,
  ) {}

  /** The answer and its time do not tell whether the name or the password was wrong. */
  async login({ login, password }: Login, origin: Origin): Promise<Opened> {
    const account = await this.findByLogin(login);
    if (!(await this.hasher.verify(account?.passwordHash ?? null, password)) || !account) {
      throw new AppError('wrong_credentials', 'Handle, e-mail address or password is not right.');
    }
    if (this.hasher.isOutdated(account.passwordHash)) await this.rehash(account, password);
    return this.database.transaction((tx) => this.open(tx, account, origin));
  }

  /** Starts a new family. */
  async open(tx: EntityManager, account: Account, { remote, userAgent }: Origin): Promise<Opened> {
    const signInId = randomUUID();
    await tx.insert(SignIn, { id: signInId, accountId: account.id, remote, userAgent, lastUsedAt: new Date() });
    return this.grant(tx, account, signInId);
  }

  /** @throws AppError `unauthenticated` for an unknown or expired token, `refresh_reused` for a replaced one. */
  async refresh(refreshToken: string): Promise<Opened> {
    const hash = hashSecret(refreshToken);
    const opened = await this.database.transaction(async (tx) => {
      const signInId = await this.use(tx, hash);
      return signInId === null ? null : this.grant(tx, await this.owner(tx, signInId), signInId);
    });
    return opened ?? this.refuse(hash);
  }

  async logout(refreshToken: string): Promise<void> {
    const token = await this.database.manager.findOneBy(RefreshToken, { hash: hashSecret(refreshToken) });
    if (token) await this.database.manager.delete(SignIn, { id: token.signInId });
  }

  private async findByLogin(login: string): Promise<Account | null> {
    const [email, handle] = [emailSchema.safeParse(login), handleSchema.safeParse(login)];
    if (email.success) return this.database.manager.findOneBy(Account, { email: email.data });
    if (handle.success) return this.database.manager.findOneBy(Account, { handle: handle.data });
    return null;
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

  private async refuse(hash: string): Promise<never> {
    const token = await this.database.manager.findOneBy(RefreshToken, { hash });
    if (!token?.usedAt) throw new AppError('unauthenticated', 'Your sign-in has expired. Sign in again.');
    await this.database.manager.delete(SignIn, { id: token.signInId });
    const detail = 'This sign-in was used from two places, so it was ended. Sign in again.';
    throw new AppError('refresh_reused', detail);
  }
}
