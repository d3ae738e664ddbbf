import { Account, ApiTokenRow, RefreshToken, SignIn, StreamKey } from './entities.js';
import { Accounts1795000000000 } from './migrations/1795000000000-accounts.js';

/** Everything auth keeps in Postgres. */
export const schema = {
  entities: [Account, SignIn, RefreshToken, ApiTokenRow, StreamKey],
  migrations: [Accounts1795000000000],
};
