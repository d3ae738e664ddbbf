import { accessClaimsSchema, authBus } from '@mid-station/contracts';
import { Health, type Bus } from '@mid-station/service';
import {
  eventually,
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { decodeJwt } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountDesk } from '../account/account-desk.js';
import { AuthModule, openParts, type AuthParts } from '../auth.module.js';
import { type AuthConfig } from '../config.js';

export const origin = { remote: '203.0.113.7', userAgent: 'test' };
export const PASSWORD = 'correct horse battery';

let people = 0;
/** Somebody new to register. */
export const person = () => {
  people++;
  return { handle: `ada${people}`, email: `ada${people}@example.org`, password: PASSWORD };
};

export const signInOf = (accessToken: string): string => accessClaimsSchema.parse(decodeJwt(accessToken)).sid;

/** Two copies of auth on a real database and bus, for the tests of one file. */
export class AuthStage {
  readonly copies: { service: TestMicroservice; parts: AuthParts }[] = [];
  postgres!: TestPostgres;
  bus!: Bus;
  private nats!: ServerProcess;
  private folder!: string;

  static forAll(): AuthStage {
    const stage = new AuthStage();
    beforeAll(() => stage.build());
    afterAll(() => stage.strike());
    return stage;
  }

  get desk(): AccountDesk {
    return this.copies[0]!.service.get(AccountDesk);
  }

  register() {
    return this.bus.request(authBus.register, { ...person(), origin });
  }

  /** Lets nobody go on who needs what this statement locks, until it is let go. */
  async hold(statement: string, values: unknown[] = [], end = 'ROLLBACK'): Promise<() => Promise<void>> {
    const runner = this.copies[0]!.parts.database.createQueryRunner();
    await runner.query('BEGIN');
    await runner.query(statement, values);
    return async () => {
      await runner.query(end);
      await runner.release();
    };
  }

  /** Until so many connections wait for a lock. */
  waiting(count: number): Promise<void> {
    return eventually(async () => {
      const rows = await this.postgres.query('auth', 'SELECT DISTINCT pid FROM pg_locks WHERE NOT granted');
      expect(rows).toHaveLength(count);
    });
  }

  private async build(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'mid-station-auth-'));
    [this.postgres, this.nats] = await Promise.all([TestPostgres.start(), startNats()]);
    await this.postgres.database('auth');
    await Promise.all([this.startCopy(), this.startCopy()]);
    this.bus = await testBus(this.nats.url);
  }

  private async startCopy(): Promise<void> {
    const config = {
      MIDSTATION_DATABASE_URL: this.postgres.url('auth'),
      MIDSTATION_SECRET_KEY: [Buffer.alloc(32, 7)],
      MIDSTATION_SIGNING_KEY_FILE: join(this.folder, 'signing.json'),
      MIDSTATION_RATE_LIMIT_FACTOR: 0.06,
    } as AuthConfig;
    const parts = await openParts(config, new Health(), testLog);
    this.copies.push({
      service: await startMicroservice('auth', this.nats.url, config, AuthModule.with(parts)),
      parts,
    });
  }

  private async strike(): Promise<void> {
    await this.bus.close();
    for (const { service, parts } of this.copies) {
      await service.close();
      await parts.close();
    }
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    await rm(this.folder, { recursive: true });
  }
}
