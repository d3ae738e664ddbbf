import {
  AppError,
  authBus,
  type ChangePassword,
  type Register,
  type Role,
  type UpdateMe,
  type User,
} from '@mid-station/contracts';
import { Bus, violates } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { Account, DeletedAccount } from '../database/entities.js';
import { PasswordHasher } from '../password/hasher.js';
import { SignInList } from '../sign-in/sign-in-list.js';
import { SignInService, type Opened } from '../sign-in/sign-in.service.js';
import { StreamKeyService } from '../stream-key/stream-key.service.js';
import { emailTaken, handleTaken, refuseReserved } from './handle.js';
import { toUser } from './to-user.js';

/** Any constant: registrations take turns, so that exactly one of them finds the table empty. */
const FIRST_ACCOUNT_LOCK = 7_313_002;

/** Accounts from registration to deletion. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
    private readonly hasher: PasswordHasher,
    private readonly signIns: SignInService,
    private readonly devices: SignInList,
    private readonly streamKeys: StreamKeyService,
    private readonly audit: AuditLog,
  ) {}

  /** Makes an account and signs it in. */
  register(account: Register, origin: Origin): Promise<Opened> {
    return this.make(account, 'user', async (tx, made) => {
      await this.audit.write(tx, made.id, 'account_registered', origin);
      return this.signIns.open(tx, made, origin);
    });
  }

  /** Makes an account with its first stream key; `next` is what else is done with it at once. The first one is an operator. */
  async make<T>(
    { handle, email, password }: Register,
    role: Role,
    next: (tx: EntityManager, made: Account) => Promise<T>,
  ): Promise<T> {
    refuseReserved(handle);
    const passwordHash = await this.hasher.hash(password);
    const work = async (tx: EntityManager): Promise<T> => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ACCOUNT_LOCK]);
      const isFirst = !(await tx.exists(Account));
      const id = randomUUID();
      await tx.insert(Account, { id, handle, email, role: isFirst ? 'operator' : role, passwordHash });
      await this.streamKeys.create(tx, id);
      return next(tx, await tx.findOneByOrFail(Account, { id }));
    };
    return this.database.transaction(work).catch(nameTaken);
  }

  /** @throws AppError `unauthenticated` when the account is gone, for example deleted on another device. */
  async get(userId: string): Promise<Account> {
    const account = await this.database.manager.findOneBy(Account, { id: userId });
    if (!account) throw new AppError('unauthenticated', 'This account no longer exists.');
    return account;
  }

  async me(userId: string): Promise<User> {
    return toUser(await this.get(userId));
  }

  /** Which of these accounts were deleted. */
  async deleted(userIds: string[]): Promise<string[]> {
    const rows = await this.database.manager.findBy(DeletedAccount, { id: In(userIds) });
    return rows.map(({ id }) => id);
  }

  async update(userId: string, { email }: UpdateMe, origin?: Origin): Promise<User> {
    const account = await this.get(userId);
    if (email === undefined || email === account.email) return toUser(account);
    const change = async (tx: EntityManager): Promise<void> => {
      await tx.update(Account, { id: userId }, { email });
      await this.audit.write(tx, userId, 'email_changed', origin);
    };
    await this.database.transaction(change).catch(nameTaken);
    return this.me(userId);
  }

  /** Ends every sign-in but `keepSignInId`. */
  async changePassword(userId: string, change: ChangePassword, keepSignInId?: string, origin?: Origin): Promise<void> {
    const account = await this.get(userId);
    if (!(await this.hasher.verify(account.passwordHash, change.currentPassword))) throw wrongPassword();
    const passwordHash = await this.hasher.hash(change.newPassword);
    await this.tighten(userId, keepSignInId, async (tx) => {
      const { affected } = await tx.update(
        Account,
        { id: userId, passwordHash: account.passwordHash },
        { passwordHash },
      );
      if (affected !== 1) throw wrongPassword();
      await this.audit.write(tx, userId, 'password_changed', origin);
    });
  }

  /** Changes how an account is signed in to, and signs out whoever got in the old way, except `keepSignInId`. */
  async tighten<T>(
    userId: string,
    keepSignInId: string | undefined,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    const { result, ended } = await this.database.transaction(async (tx) => {
      // Whoever is just being signed in the old way is waited for, and found below.
      await tx.findOne(Account, { where: { id: userId }, lock: { mode: 'for_no_key_update' } });
      const done = await work(tx);
      const where = { accountId: userId, ...(keepSignInId && { id: Not(keepSignInId) }) };
      return { result: done, ended: await this.devices.remove(tx, where) };
    });
    this.devices.announce(ended);
    return result;
  }

  /** Others hear of it at once, or ask later: only what was really deleted is ever swept. */
  async remove(userId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { affected } = await tx.delete(Account, { id: userId });
      if (affected) await tx.insert(DeletedAccount, { id: userId });
    });
    this.bus.publish(authBus.userDeleted, { userId });
  }
}

function wrongPassword(): AppError {
  const detail = 'The current password is not right.';
  return new AppError('wrong_credentials', detail, { errors: [{ path: 'currentPassword', message: detail }] });
}

function nameTaken(error: unknown): never {
  if (violates(error, 'accounts_handle')) throw handleTaken();
  if (violates(error, 'accounts_email')) throw emailTaken();
  throw error;
}
