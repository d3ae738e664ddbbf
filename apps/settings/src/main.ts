import 'reflect-metadata';
import { Service } from '@mid-station/service';
import { configSchema } from './config.js';
import { openParts, SettingsModule } from './settings.module.js';

const service = await Service.start('settings', configSchema);
const parts = service.own(await openParts(service.config, service.health, service.log));
await service.runMicroservice(SettingsModule.with(parts));
