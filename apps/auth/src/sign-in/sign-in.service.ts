import { AppError, authBus, emailSchema, handleSchema, type Login } from '@mid-station/contracts';
import { LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
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
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** The answer and its time do not tell whether the name or the password was wrong. */
  async login(credentials: Login, origin: Origin): Promise<Opened> {
    const { login, password, secondFactor } = credentials;
    const account = await this.find(login);
    const right = await this.hasher.verify(account?.passwordHash ?? null, password);
    if (!account) throw wrongCredentials();
    if (!right) return this.refuseLogin(account, wrongCredentials(), origin);
    const opened = await this.database
      .transaction((tx) => this.admit(tx, account, secondFactor, origin))
      .catch((error: unknown) => this.refuseLogin(account, error, origin));
    if (!opened) return this.login(credentials, origin);
    if (this.hasher.isOutdated(account.passwordHash)) await this.rehash(account, password);
    return opened;
  }

  /** Whose handle or e-mail address this is. */
  async find(login: string): Promise<Account | null> {
    const [email, handle] = [emailSchema.safeParse(login), handleSchema.safeParse(login)];
    if (email.success) return this.database.manager.findOneBy(Account, { email: email.data });
    if (handle.success) return this.database.manager.findOneBy(Account, { handle: handle.data });
    return null;
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
      const signIn = await this.use(tx, hash);
      return signIn && this.grant(tx, await this.owner(tx, signIn), signIn.id);
    });
    return opened ?? this.refuseRefresh(hash, origin);
  }

  async logout(refreshToken: string, origin?: Origin): Promise<void> {
    const token = await this.database.manager.findOneBy(RefreshToken, { hash: hashSecret(refreshToken) });
    const signIn = token && (await this.database.manager.findOneBy(SignIn, { id: token.signInId }));
    if (signIn) await this.signIns.endAs('sign_out', signIn.accountId, signIn.id, origin);
  }

  /**
   * Null when the password is no longer the one that was judged. A change of it, or of the second factor, waits meanwhile,
   * and then ends this sign-in like the others.
   */
  private async admit(
    tx: EntityManager,
    { id, passwordHash }: Account,
    secondFactor: string | undefined,
    origin: Origin,
  ): Promise<Opened | null> {
    const account = await tx.findOne(Account, { where: { id, passwordHash }, lock: { mode: 'pessimistic_read' } });
    if (!account) return null;
    await this.secondFactor.check(tx, id, secondFactor, origin);
    await this.audit.write(tx, id, 'sign_in', origin);
    return this.open(tx, account, origin);
  }

  /** Being asked for a code is not a failure yet. What is written down is not waited for: only an account has a log. */
  private refuseLogin({ id }: Account, error: unknown, origin: Origin): never {
    if (error instanceof AppError && error.code === 'wrong_credentials') {
      this.audit
        .write(this.database.manager, id, 'sign_in_failed', origin)
        .catch((failure: unknown) => this.log.warn({ err: failure }, 'a failed sign-in could not be written down'));
    }
    throw error;
  }

  /** Unless the password was changed meanwhile. */
  private async rehash({ id, passwordHash: judged }: Account, password: string): Promise<void> {
    const passwordHash = await this.hasher.hash(password);
    await this.database.manager.update(Account, { id, passwordHash: judged }, { passwordHash });
  }

  /**
   * The sign-in of a token that was not used before. It is locked before its token, as whoever ends it does, so that
   * neither waits for the other; and of two uses at once exactly one succeeds.
   */
  private async use(tx: EntityManager, hash: string): Promise<SignIn | null> {
    const signIn = await tx
      .createQueryBuilder(SignIn, 'sign_in')
      .innerJoin(RefreshToken, 'token', 'token.sign_in_id = sign_in.id')
      .where('token.hash = :hash', { hash })
      .setLock('pessimistic_write', undefined, ['sign_in'])
      .getOne();
    const { affected } = await tx
      .createQueryBuilder()
      .update(RefreshToken)
      .set({ usedAt: () => 'now()' })
      .where('hash = :hash AND used_at IS NULL AND expires_at > now()', { hash })
      .execute();
    return affected === 1 ? signIn : null;
  }

  private async owner(tx: EntityManager, { id, accountId }: SignIn): Promise<Account> {
    await tx.update(SignIn, { id }, { lastUsedAt: new Date() });
    return tx.findOneByOrFail(Account, { id: accountId });
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
    const signIn = await this.database.manager.findOneBy(SignIn, { id: token.signInId });
    if (signIn) await this.signIns.endAs('sign_in_copied', signIn.accountId, signIn.id, origin);
    throw new AppError('refresh_reused', 'This sign-in was used from two places, so it was ended. Sign in again.');
  }
}

function wrongCredentials(): AppError {
  return new AppError('wrong_credentials', 'Handle, e-mail address or password is not right.');
}
