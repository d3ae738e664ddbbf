import { type SealedColumn } from '@mid-station/service';
import {
  Account,
  ApiTokenRow,
  AuditRow,
  DeletedAccount,
  RecoveryCode,
  RefreshToken,
  SecondFactorRow,
  SignIn,
  StreamKey,
} from './entities.js';
import { Accounts1795000000000 } from './migrations/1795000000000-accounts.js';
import { AccountSecurity1795100000000 } from './migrations/1795100000000-account-security.js';
import { DeletedAccounts1795200000000 } from './migrations/1795200000000-deleted-accounts.js';

/** Everything auth keeps in Postgres. */
export const schema = {
  entities: [
    Account,
    SignIn,
    RefreshToken,
    ApiTokenRow,
    StreamKey,
    SecondFactorRow,
    RecoveryCode,
    AuditRow,
    DeletedAccount,
  ],
  migrations: [Accounts1795000000000, AccountSecurity1795100000000, DeletedAccounts1795200000000],
};

/** Where secrets lie sealed. */
export const sealedColumns: SealedColumn[] = [
  { table: 'stream_keys', id: 'id', column: 'sealed' },
  { table: 'second_factors', id: 'account_id', column: 'sealed' },
];
