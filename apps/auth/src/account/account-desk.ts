import { AppError, registerSchema, type Role, type User } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { COMMAND_LINE } from '../audit/origin.js';
import { Account } from '../database/entities.js';
import { PasswordHasher } from '../password/hasher.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { newPassword } from '../secrets.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import { AccountService } from './account.service.js';
import { toUser } from './to-user.js';

/** A password is told here, to whoever asked, and never again. */
export interface Given {
  readonly user: User;
  readonly password: string;
}

/** What the operator at the machine does for people: lets them in, for the first time or again. */
@Injectable()
export class AccountDesk {
  constructor(
    private readonly accounts: AccountService,
    private readonly signIns: SignInService,
    private readonly secondFactor: SecondFactorService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
  ) {}

  /** Makes an account, by the rules of registering. The first one is an operator in any case. @throws AppError. */
  async add(handle: string, email: string, role: Role): Promise<Given> {
    const password = newPassword();
    const account = registerSchema.safeParse({ handle, email, password });
    if (!account.success) throw AppError.fromZod(account.error);
    const user = await this.accounts.make(account.data, role, async (tx, made) => {
      await this.audit.write(tx, made.id, 'account_added', COMMAND_LINE);
      return toUser(made);
    });
    return { user, password };
  }

  /**
   * Gives an account a new password, takes its second factor away and signs it out everywhere. API tokens and the stream key
   * go on, as with a password that its owner changes. @throws AppError `not_found`.
   */
  async reset(login: string): Promise<Given> {
    const account = await this.signIns.find(login.trim());
    if (!account) throw notFound();
    const password = newPassword();
    const passwordHash = await this.hasher.hash(password);
    await this.accounts.tighten(account.id, undefined, async (tx) => {
      const { affected } = await tx.update(Account, { id: account.id }, { passwordHash });
      if (affected !== 1) throw notFound();
      await this.secondFactor.remove(tx, account.id);
      await this.audit.write(tx, account.id, 'account_reset', COMMAND_LINE);
    });
    return { user: toUser(account), password };
  }
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no account with this handle or e-mail address.');
}
