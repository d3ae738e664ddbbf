import 'reflect-metadata';
import { connectRedis, Service } from '@mid-station/service';
import { createApp } from './app.js';
import { configSchema } from './config.js';
import { GatewayModule } from './gateway.module.js';

const service = await Service.start('gateway', configSchema);
const { config, log } = service;
const redis = await connectRedis(config.MIDSTATION_REDIS_URL, log);
service.own({ close: async () => redis.destroy() });
const app = service.own(await createApp(service.module(GatewayModule.with(redis)), service));
await service.run(() => app.listen(config.MIDSTATION_HTTP_PORT, config.MIDSTATION_HTTP_HOST));
