import 'reflect-metadata';
import { Service } from '@mid-station/service';
import { configSchema } from './config.js';
import { openSessionDatabase } from './database.js';
import { OrchestratorModule } from './orchestrator.module.js';

const service = await Service.start('orchestrator', configSchema);
const source = await openSessionDatabase(service.config.MIDSTATION_DATABASE_URL, service.log);
service.own({ close: () => source.destroy() });
service.health.add('postgres', async () => {
  await source.query('SELECT 1');
  return null;
});
await service.runMicroservice(OrchestratorModule.on(source));
