import { CONFIG, Health, Sealer, type Logger } from '@mid-station/service';
import { openDatabase } from '@mid-station/service/database';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountController } from './account/account.controller.js';
import { AccountDesk } from './account/account-desk.js';
import { AccountService } from './account/account.service.js';
import { ApiTokenController } from './api-token/api-token.controller.js';
import { ApiTokenService } from './api-token/api-token.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { type AuthConfig } from './config.js';
import { schema } from './database/schema.js';
import { Sweeper } from './database/sweeper.js';
import { PasswordHasher } from './password/hasher.js';
import { SecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { SignInList } from './sign-in/sign-in-list.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInService } from './sign-in/sign-in.service.js';
import { AccessCheck } from './signing/access-check.js';
import { SigningController } from './signing/signing.controller.js';
import { SigningKeys } from './signing/signing-keys.js';
import { TokenIssuer } from './signing/token-issuer.js';
import { StreamKeyController } from './stream-key/stream-key.controller.js';
import { StreamKeyService } from './stream-key/stream-key.service.js';

/** What auth owns outside Nest. `close` gives it back. */
export interface AuthParts {
  database: DataSource;
  keys: SigningKeys;
  close(): Promise<void>;
}

/** Opens database and signing keys, waiting for Postgres as long as it takes. */
export async function openParts(config: AuthConfig, health: Health, log: Logger): Promise<AuthParts> {
  const keys = await SigningKeys.open(config.MIDSTATION_SIGNING_KEY_FILE, log);
  const database = await openDatabase({ url: config.MIDSTATION_DATABASE_URL, ...schema }, log);
  health.add('postgres', () => database.query('SELECT 1').then(() => null));
  const close = async (): Promise<void> => {
    await keys.close();
    await database.destroy();
  };
  return { database, keys, close };
}

@Module({})
export class AuthModule {
  static with({ database, keys }: AuthParts): DynamicModule {
    return {
      module: AuthModule,
      controllers: [
        AccountController,
        ApiTokenController,
        AuditController,
        SecondFactorController,
        SignInController,
        SigningController,
        StreamKeyController,
      ],
      providers: [
        { provide: DataSource, useValue: database },
        { provide: SigningKeys, useValue: keys },
        {
          provide: Sealer,
          useFactory: ({ MIDSTATION_SECRET_KEY: keys }: AuthConfig) => new Sealer(keys),
          inject: [CONFIG],
        },
        AccessCheck,
        AccountDesk,
        AccountService,
        ApiTokenService,
        AuditLog,
        PasswordHasher,
        SecondFactorService,
        SignInList,
        SignInService,
        StreamKeyService,
        Sweeper,
        TokenIssuer,
      ],
    };
  }
}
