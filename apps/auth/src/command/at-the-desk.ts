import {
  baseConfigSchema,
  Bus,
  connectNats,
  createLogger,
  Health,
  NestLogger,
  readConfig,
  serviceModule,
} from '@mid-station/service';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { AccountDesk } from '../account/account-desk.js';
import { AuthModule, openParts } from '../auth.module.js';
import { configSchema } from '../config.js';

/**
 * Works with the accounts of the installation as auth itself does, beside the copies of it that run, waiting for Postgres
 * and NATS as long as it takes. What the work says on the bus has left when it resolves.
 * @throws ConfigError without the environment of auth.
 */
export async function atTheDesk(work: (desk: AccountDesk) => Promise<void>): Promise<void> {
  const config = readConfig(baseConfigSchema.extend(configSchema.shape));
  const log = createLogger('account', config.MIDSTATION_INSTANCE, 'warn', 2);
  const health = new Health();
  const parts = await openParts(config, health, log);
  const bus = new Bus(await connectNats(config.MIDSTATION_NATS_URL, config.MIDSTATION_INSTANCE, log), log);
  const root = serviceModule(AuthModule.with(parts), { bus, health, metrics: new Registry(), log, config });
  const app = await NestFactory.createApplicationContext(root, { logger: new NestLogger(log) });
  try {
    await work(app.get(AccountDesk));
    await bus.settle();
  } finally {
    await app.close();
    await bus.close();
    await parts.close();
  }
}
