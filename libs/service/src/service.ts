import { Global, Module, type DynamicModule, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { z } from 'zod';
import { Bus } from './bus/bus.js';
import { connectNats } from './bus/connection.js';
import { BusErrorFilter, BusTransport } from './bus/nest.js';
import { baseConfigSchema, type BaseConfig } from './config/base.js';
import { readConfig } from './config/env.js';
import { Health } from './health/health.js';
import { HealthServer } from './health/server.js';
import { createLogger, NestLogger, type Logger } from './log/logger.js';

/** Injection tokens of what has no class of its own. */
export const CONFIG = Symbol('config');
export const LOGGER = Symbol('logger');

/** Time a process has to finish what is in hand after SIGTERM before it is ended, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 25_000;

interface Closable {
  close(): Promise<unknown>;
}

/** What a process does before it is on the bus under its own name. Gives the configuration that it goes on with. */
type Enter<Config> = (given: Readonly<Config>, log: Logger) => Promise<Readonly<Config>>;

/** Milliseconds between samples of the event loop's lag. Each wakes the process; the usual 10 are half of what an idle one costs. */
const LOOP_LAG_SAMPLE_MS = 100;

/**
 * What every service process starts with, in this order: configuration, log, metrics, health port, bus. `run` opens the
 * door and returns when it is open; SIGTERM or SIGINT close everything in reverse and the process exits 0.
 */
export class Service<Config extends BaseConfig = BaseConfig> {
  private readonly owned: Closable[] = [];
  private stopping: Promise<void> | null = null;

  private constructor(
    readonly name: string,
    readonly config: Readonly<Config>,
    readonly log: Logger,
    readonly metrics: Registry,
    readonly health: Health,
    readonly bus: Bus,
  ) {}

  /** `enter` may put another name and other credentials into the configuration before the process uses them. */
  static async start<Schema extends z.ZodObject>(
    name: string,
    schema: Schema,
    enter: Enter<BaseConfig & z.infer<Schema>> = (given) => Promise.resolve(given),
  ): Promise<Service<BaseConfig & z.infer<Schema>>> {
    const given = readConfigOrExit(name, baseConfigSchema.extend(schema.shape)) as unknown as BaseConfig &
      z.infer<Schema>;
    let log = createLogger(name, given.MIDSTATION_INSTANCE, given.MIDSTATION_LOG_LEVEL);
    process.on('unhandledRejection', (error) => die(log, error));
    process.on('uncaughtException', (error) => die(log, error));
    process.on('SIGTERM', exitClean).on('SIGINT', exitClean);
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: LOOP_LAG_SAMPLE_MS });
    const health = new Health();
    const { MIDSTATION_HEALTH_HOST: host, MIDSTATION_HEALTH_PORT: port } = given;
    const server = await HealthServer.listen(health, metrics, host, port, log);
    health.add('nats', () => 'not connected to NATS yet');
    const config = await enter(given, log);
    log = createLogger(name, config.MIDSTATION_INSTANCE, config.MIDSTATION_LOG_LEVEL);
    const bus = new Bus(await connectNats(config.MIDSTATION_NATS_URL, config.MIDSTATION_INSTANCE, log), log);
    health.add('nats', () => (bus.isConnected ? null : 'NATS is away'));
    const service = new Service<BaseConfig & z.infer<Schema>>(name, config, log, metrics, health, bus);
    service.own(server);
    service.own(bus);
    return service;
  }

  /** Hands over something to close at the end; what was owned last is closed first. */
  own<Thing extends Closable>(thing: Thing): Thing {
    this.owned.push(thing);
    return thing;
  }

  /** What every module of this process can inject: `Bus`, `Health`, `Registry` (metrics), `LOGGER`, `CONFIG`. */
  module(root: Type | DynamicModule): DynamicModule {
    return serviceModule(root, this);
  }

  get nestLogger(): NestLogger {
    return new NestLogger(this.log);
  }

  /** Runs a NATS microservice. `address` fills the tokens of the questions that are addressed to this process. */
  async runMicroservice(root: Type | DynamicModule, address: Record<string, string> = {}): Promise<INestMicroservice> {
    const app = await NestFactory.createMicroservice(this.module(root), {
      strategy: new BusTransport(this.bus, this.name, address),
      logger: this.nestLogger,
    });
    app.useGlobalFilters(new BusErrorFilter());
    this.own(app);
    await this.run(() => app.listen());
    return app;
  }

  /** Opens the door, says so, and arranges for an orderly end. */
  async run(open: () => Promise<unknown>): Promise<void> {
    await open();
    process.off('SIGTERM', exitClean).off('SIGINT', exitClean);
    process.once('SIGTERM', () => void this.stop()).once('SIGINT', () => void this.stop());
    this.health.started();
    this.log.info('ready');
  }

  /** Closes everything, newest first, then lets the process exit 0. Calling it again joins the first call. */
  stop(): Promise<void> {
    this.stopping ??= this.closeAll();
    return this.stopping;
  }

  private async closeAll(): Promise<void> {
    this.log.info('stopping');
    this.health.stopping();
    setTimeout(() => die(this.log, new Error('did not stop in time')), SHUTDOWN_LIMIT_MS).unref();
    for (const thing of this.owned.reverse()) {
      await thing.close().catch((error: unknown) => this.log.error({ err: error }, 'could not close'));
    }
    this.log.info('stopped');
    process.exit(0);
  }
}

interface ServiceParts {
  readonly bus: Bus;
  readonly health: Health;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly config: object;
}

@Global()
@Module({})
class ServiceModule {}

/** Wraps a root module so that everything in it can inject the parts every process has. */
export function serviceModule(root: Type | DynamicModule, parts: ServiceParts): DynamicModule {
  const providers = [
    { provide: Bus, useValue: parts.bus },
    { provide: Health, useValue: parts.health },
    { provide: Registry, useValue: parts.metrics },
    { provide: LOGGER, useValue: parts.log },
    { provide: CONFIG, useValue: parts.config },
  ];
  const exports = providers.map((provider) => provider.provide);
  return { module: ServiceModule, imports: [root], providers, exports };
}

/** Until the door is open there is nothing in hand: a signal may end the process at once. */
function exitClean(): void {
  process.exit(0);
}

function readConfigOrExit<Schema extends z.ZodObject>(name: string, schema: Schema): Readonly<z.infer<Schema>> {
  try {
    return readConfig(schema);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(78); // EX_CONFIG
  }
}

/** A bug of ours: say everything, then end, so that the supervisor starts a clean process. */
function die(log: Logger, error: unknown): never {
  log.fatal({ err: error }, 'fatal');
  process.exit(1);
}
