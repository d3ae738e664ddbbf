import 'reflect-metadata';
import { Service } from '@mid-station/service';
import { AuthModule, openParts } from './auth.module.js';
import { configSchema } from './config.js';

const service = await Service.start('auth', configSchema);
const parts = service.own(await openParts(service.config, service.health, service.log));
await service.runMicroservice(AuthModule.with(parts));
