import { AppError, totpCodeSchema, type SecondFactor } from '@mid-station/contracts';
import { Sealer } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { type Origin } from '../audit/origin.js';
import { Account, RecoveryCode, SecondFactorRow } from '../database/entities.js';
import { holdAccount } from '../database/hold-account.js';
import { RECOVERY_CODES, TOTP_SECRET_BYTES, TOTP_STEP_SECONDS, TOTP_WINDOW } from '../limits.js';
import { PasswordHasher } from '../password/hasher.js';
import { hashSecret, newRecoveryCode } from '../secrets.js';

/** Codes of an authenticator app (RFC 6238), and recovery codes for the day it is lost. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly sealer: Sealer,
    private readonly audit: AuditLog,
  ) {}

  async get(accountId: string): Promise<SecondFactor> {
    const enabled = (await this.find(this.database.manager, accountId))?.confirmed ?? false;
    return { enabled, recoveryCodesLeft: await this.database.manager.countBy(RecoveryCode, { accountId }) };
  }

  /** Makes a secret that counts once it is confirmed. Beginning again replaces it. */
  async begin(account: Account, password: string): Promise<{ secret: string; otpauthUrl: string }> {
    await this.prove(account, password);
    const secret = new Secret({ size: TOTP_SECRET_BYTES });
    const row = {
      accountId: account.id,
      sealed: this.sealer.seal(secret.base32, account.id),
      confirmed: false,
      lastStep: 0,
    };
    const made = await this.database.manager
      .createQueryBuilder()
      .insert()
      .into(SecondFactorRow)
      .values(row)
      .orUpdate(['sealed', 'last_step'], ['account_id'], {
        overwriteCondition: { where: 'NOT second_factors.confirmed' },
      })
      .returning('account_id')
      .execute();
    if ((made.raw as unknown[]).length === 0) throw alreadyOn();
    return { secret: secret.base32, otpauthUrl: totp(secret, account.handle).toString() };
  }

  /** Turns it on with a code of the app, in the caller's transaction. Gives the recovery codes, this once. */
  async confirm(tx: EntityManager, accountId: string, code: string, origin?: Origin): Promise<string[]> {
    const row = await tx.findOne(SecondFactorRow, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
    if (row?.confirmed) throw alreadyOn();
    if (!row || !(await this.takeCode(tx, row, code))) throw wrongCode();
    await tx.update(SecondFactorRow, { accountId }, { confirmed: true });
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await tx.delete(RecoveryCode, { accountId });
    await tx.insert(
      RecoveryCode,
      codes.map((each) => ({ accountId, hash: hashSecret(each) })),
    );
    await this.audit.write(tx, accountId, 'second_factor_enabled', origin);
    return codes;
  }

  async disable(account: Account, password: string, origin?: Origin): Promise<void> {
    await this.prove(account, password);
    await this.database.transaction(async (tx) => {
      await holdAccount(tx, account.id);
      const wasThere = await this.remove(tx, account.id);
      if (wasThere) await this.audit.write(tx, account.id, 'second_factor_disabled', origin);
    });
  }

  /** Takes the app and its recovery codes away, in the caller's transaction, which writes it down. Whether there was one. */
  async remove(tx: EntityManager, accountId: string): Promise<boolean> {
    const { affected } = await tx.delete(SecondFactorRow, { accountId });
    await tx.delete(RecoveryCode, { accountId });
    return affected === 1;
  }

  /**
   * Takes a code in the transaction that signs in with it.
   * @throws AppError `second_factor_required` without a code where one is needed; `wrong_credentials` for a wrong one.
   */
  async check(tx: EntityManager, accountId: string, given: string | undefined, origin: Origin): Promise<void> {
    const row = await this.find(tx, accountId);
    if (!row?.confirmed) return;
    if (!given) throw new AppError('second_factor_required', 'Enter the code of your authenticator app.');
    const code = totpCodeSchema.safeParse(given);
    const right = code.success
      ? await this.takeCode(tx, row, code.data)
      : await this.takeRecoveryCode(tx, accountId, given, origin);
    if (!right) throw wrongCode();
  }

  /** A code is taken once: the step only ever rises, in one statement. */
  private async takeCode(tx: EntityManager, row: SecondFactorRow, code: string): Promise<boolean> {
    const { accountId, sealed } = row;
    const delta = totp(Secret.fromBase32(this.sealer.open(sealed, accountId))).validate({
      token: code,
      window: TOTP_WINDOW,
    });
    if (delta === null) return false;
    const step = Math.floor(Date.now() / 1000 / TOTP_STEP_SECONDS) + delta;
    const taken = await tx
      .createQueryBuilder()
      .update(SecondFactorRow)
      .set({ lastStep: step })
      .where('account_id = :accountId AND last_step < :step', { accountId, step })
      .execute();
    return taken.affected === 1;
  }

  private async takeRecoveryCode(
    tx: EntityManager,
    accountId: string,
    given: string,
    origin: Origin,
  ): Promise<boolean> {
    const hash = hashSecret(given.toLowerCase().replace(/\s/g, ''));
    const { affected } = await tx.delete(RecoveryCode, { accountId, hash });
    if (affected) await this.audit.write(tx, accountId, 'recovery_code_used', origin);
    return affected === 1;
  }

  private find(tx: EntityManager, accountId: string): Promise<SecondFactorRow | null> {
    return tx.findOneBy(SecondFactorRow, { accountId });
  }

  private async prove({ passwordHash }: Account, password: string): Promise<void> {
    if (await this.hasher.verify(passwordHash, password)) return;
    const detail = 'The password is not right.';
    throw new AppError('wrong_credentials', detail, { errors: [{ path: 'password', message: detail }] });
  }
}

function totp(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: 'Mid-Station', label, secret, period: TOTP_STEP_SECONDS });
}

function wrongCode(): AppError {
  const detail = 'This code is not right. Codes work once and for half a minute.';
  return new AppError('wrong_credentials', detail, { errors: [{ path: 'secondFactor', message: detail }] });
}

function alreadyOn(): AppError {
  return new AppError('invalid_request', 'An authenticator app is set up already. Turn it off first.');
}
