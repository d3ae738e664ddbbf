import { Service } from '@mid-station/service';
import { NestFactory } from '@nestjs/core';
import { edgeConfigSchema } from './config.js';
import { EdgeModule } from './edge.module.js';
import { FrontDoor } from './front-door.js';

const service = await Service.start('edge', edgeConfigSchema);
await service.run(async () => {
  const app = await NestFactory.createApplicationContext(service.module(EdgeModule), { logger: service.nestLogger });
  service.own(app);
  await app.get(FrontDoor).open();
});
