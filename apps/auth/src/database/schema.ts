import {
  Account,
  ApiTokenRow,
  AuditRow,
  RecoveryCode,
  RefreshToken,
  SecondFactorRow,
  SignIn,
  StreamKey,
} from './entities.js';
import { Accounts1795000000000 } from './migrations/1795000000000-accounts.js';
import { AccountSecurity1795100000000 } from './migrations/1795100000000-account-security.js';

/** Everything auth keeps in Postgres. */
export const schema = {
  entities: [Account, SignIn, RefreshToken, ApiTokenRow, StreamKey, SecondFactorRow, RecoveryCode, AuditRow],
  migrations: [Accounts1795000000000, AccountSecurity1795100000000],
};
