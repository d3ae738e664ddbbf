import { type BaseConfig, type Logger } from '@mid-station/service';
import { type DynamicModule, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Histogram, type Registry } from 'prom-client';
import { type GatewayConfig } from './config.js';
import { GentleClose } from './http/gentle-close.js';
import { createAdapter, prepareServer } from './http/server.js';
import { PreviewProxy } from './preview/preview-proxy.js';
import { RateLimits } from './rate/rate-limits.js';
import { serveWebApp } from './web/web-app.js';

export interface AppParts {
  config: Readonly<BaseConfig & GatewayConfig>;
  log: Logger;
  metrics: Registry;
  nestLogger: LoggerService | false;
}

export interface GatewayApp {
  listen(port: number, host: string): Promise<void>;
  url(): Promise<string>;
  /** Finishes what is in hand, then closes. */
  close(): Promise<void>;
}

/** The HTTP application, ready to listen. `module` is the gateway's module inside what every service can inject. */
export async function createApp(module: DynamicModule, parts: AppParts): Promise<GatewayApp> {
  const { config, log, nestLogger: logger } = parts;
  const adapter = createAdapter(config.MIDSTATION_TRUSTED_PROXIES);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, bodyParser: false });
  app.setGlobalPrefix('api');
  const instance = adapter.getInstance();
  const rateLimits = app.get(RateLimits);
  const admit = rateLimits.checkAddress.bind(rateLimits);
  await prepareServer(instance, { log, durations: durations(parts.metrics), admit });
  if (config.MIDSTATION_WEB_DIR) await serveWebApp(instance, config.MIDSTATION_WEB_DIR);
  const server = app.getHttpServer();
  app.get(PreviewProxy).attach(server);
  const gently = new GentleClose(server);
  return {
    listen: async (port, host) => {
      await app.listen(port, host);
      // What the system cannot accept is one connection less, not the end of the gateway.
      server.on('error', (error) => log.warn({ err: error }, 'connection not accepted'));
    },
    url: () => app.getUrl(),
    close: () => gently.during(() => app.close()),
  };
}

function durations(registry: Registry): Histogram {
  return new Histogram({
    name: 'midstation_http_request_seconds',
    help: 'Time from request to answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
}
