import {
  AppError,
  authBus,
  type ChangePassword,
  type Register,
  type UpdateMe,
  type User,
} from '@mid-station/contracts';
import { Bus, violates } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, Not, type EntityManager } from 'typeorm';
import { Account, SignIn } from '../database/entities.js';
import { PasswordHasher } from '../password/hasher.js';
import { SignInService, type Opened, type Origin } from '../sign-in/sign-in.service.js';
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
    private readonly streamKeys: StreamKeyService,
  ) {}

  /** Makes an account with its first stream key and signs it in. The first account is an operator. */
  async register({ handle, email, password }: Register, origin: Origin): Promise<Opened> {
    refuseReserved(handle);
    const passwordHash = await this.hasher.hash(password);
    const make = async (tx: EntityManager): Promise<Opened> => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ACCOUNT_LOCK]);
      const role = (await tx.exists(Account)) ? 'user' : 'operator';
      const account = tx.create(Account, { id: randomUUID(), handle, email, role, passwordHash });
      await tx.insert(Account, account);
      await this.streamKeys.create(tx, account.id);
      return this.signIns.open(tx, await tx.findOneByOrFail(Account, { id: account.id }), origin);
    };
    return this.database.transaction(make).catch(nameTaken);
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

  async update(userId: string, { email }: UpdateMe): Promise<User> {
    if (email !== undefined) await this.database.manager.update(Account, { id: userId }, { email }).catch(nameTaken);
    return this.me(userId);
  }

  /** Ends every sign-in but `keepSignInId`. */
  async changePassword(userId: string, change: ChangePassword, keepSignInId?: string): Promise<void> {
    const account = await this.get(userId);
    if (!(await this.hasher.verify(account.passwordHash, change.currentPassword))) {
      const detail = 'The current password is not right.';
      throw new AppError('wrong_credentials', detail, { errors: [{ path: 'currentPassword', message: detail }] });
    }
    const passwordHash = await this.hasher.hash(change.newPassword);
    await this.database.transaction(async (tx) => {
      await tx.update(Account, { id: userId }, { passwordHash });
      await tx.delete(SignIn, { accountId: userId, ...(keepSignInId && { id: Not(keepSignInId) }) });
    });
  }

  async remove(userId: string): Promise<void> {
    await this.database.manager.delete(Account, { id: userId });
    this.bus.publish(authBus.userDeleted, { userId });
  }
}

function nameTaken(error: unknown): never {
  if (violates(error, 'accounts_handle')) throw handleTaken();
  if (violates(error, 'accounts_email')) throw emailTaken();
  throw error;
}
