import 'reflect-metadata';
import { Service } from '@mid-station/service';
import { ingestConfigSchema } from './config.js';
import { Drain } from './drain/drain.js';
import { IngestModule, openParts } from './ingest.module.js';
import { takePlace } from './place/take-place.js';

const service = await Service.start('ingest', ingestConfigSchema, takePlace);
const parts = service.own(await openParts(service.config, service.health, service.log));
const module = IngestModule.with(parts, () => void service.stop());
const app = await service.runMicroservice(module, { nodeId: service.config.MIDSTATION_INSTANCE });
// Closed first: while it drains, the node still answers.
service.own(app.get(Drain));
