import { authBus } from '@mid-station/contracts';
import { Health, type Bus } from '@mid-station/service';
import {
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthModule, openParts, type AuthParts } from './auth.module.js';
import { type AuthConfig } from './config.js';

const origin = { remote: '203.0.113.7', userAgent: 'test' };
const PASSWORD = 'correct horse battery';
let number = 0;
const person = () => {
  number++;
  return { handle: `ada${number}`, email: `ada${number}@example.org`, password: PASSWORD };
};

describe('auth on a real database and bus', () => {
  let postgres: TestPostgres;
  let nats: ServerProcess;
  let folder: string;
  let bus: Bus;
  const copies: { service: TestMicroservice; parts: AuthParts }[] = [];

  const startCopy = async (): Promise<void> => {
    const config = {
      MIDSTATION_DATABASE_URL: postgres.url('auth'),
      MIDSTATION_SECRET_KEY: Buffer.alloc(32, 7),
      MIDSTATION_SIGNING_KEY_FILE: join(folder, 'keys', 'signing.json'),
      MIDSTATION_RATE_LIMIT_FACTOR: 0.06,
    } as AuthConfig;
    const parts = await openParts(config, new Health(), testLog);
    copies.push({ service: await startMicroservice('auth', nats.url, config, AuthModule.with(parts)), parts });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-auth-'));
    [postgres, nats] = await Promise.all([TestPostgres.start(), startNats()]);
    await postgres.database('auth');
    await Promise.all([startCopy(), startCopy()]);
    bus = await testBus(nats.url);
  });

  afterAll(async () => {
    await bus.close();
    for (const { service, parts } of copies) {
      await service.close();
      await parts.close();
    }
    await Promise.all([postgres.stop(), nats.stop()]);
    await rm(folder, { recursive: true });
  });

  it('makes exactly one operator of many first registrations at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => bus.request(authBus.register, { ...person(), origin })),
    );
    expect(made.filter(({ user }) => user.role === 'operator')).toHaveLength(1);
  });
});
