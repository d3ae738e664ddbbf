import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { Bus } from '../bus/bus.js';
import { connectNats } from '../bus/connection.js';
import { BusErrorFilter, BusTransport } from '../bus/nest.js';
import { Health } from '../health/health.js';
import { createLogger, NestLogger, type Logger } from '../log/logger.js';
import { serviceModule } from '../service.js';

/** Silent; set `MIDSTATION_LOG_LEVEL` to hear the services under test. */
export const testLog: Logger = createLogger('test', 'test', process.env['MIDSTATION_LOG_LEVEL'] ?? 'silent');

/** A connection of its own to the bus. The test closes it. */
export async function testBus(natsUrl: string, name = 'test', log: Logger = testLog): Promise<Bus> {
  return new Bus(await connectNats(natsUrl, name, log), log);
}

export interface TestParts {
  readonly bus: Bus;
  readonly health: Health;
  readonly metrics: Registry;
  readonly log: Logger;
  /** The root module inside what every service can inject. */
  readonly module: DynamicModule;
}

/** What `Service` gives a process, for a copy inside the test process. The test closes the bus. */
export async function testParts(
  name: string,
  natsUrl: string,
  config: object,
  root: Type | DynamicModule,
  log: Logger = testLog,
): Promise<TestParts> {
  const bus = await testBus(natsUrl, name, log);
  const parts = { bus, health: new Health(), metrics: new Registry(), log };
  return { ...parts, module: serviceModule(root, { ...parts, config }) };
}

export interface TestMicroservice {
  readonly bus: Bus;
  readonly health: Health;
  /** A part of it, to be asked directly. */
  get<Part>(part: Type<Part>): Part;
  close(): Promise<void>;
}

/** One copy of a service inside the test process: the same modules, transport and error mapping as `Service` gives it. */
export async function startMicroservice(
  name: string,
  natsUrl: string,
  config: object,
  root: Type | DynamicModule,
  log: Logger = testLog,
): Promise<TestMicroservice> {
  const { bus, health, module } = await testParts(name, natsUrl, config, root, log);
  const strategy = new BusTransport(bus, name);
  const app = await NestFactory.createMicroservice(module, { strategy, logger: new NestLogger(log) });
  app.useGlobalFilters(new BusErrorFilter());
  await app.listen();
  health.started();
  const close = async (): Promise<void> => {
    await app.close();
    await bus.close();
  };
  return { bus, health, get: (part) => app.get(part), close };
}
