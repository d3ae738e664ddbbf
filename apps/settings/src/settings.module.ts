import { Bus, CONFIG, DeletedUsers, Health, LOGGER, Sealer, type Logger } from '@mid-station/service';
import { openDatabase } from '@mid-station/service/database';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type SettingsConfig } from './config.js';
import { schema } from './database/schema.js';
import { PlanController } from './plan/plan.controller.js';
import { PlanService } from './plan/plan.service.js';
import { PlatformController } from './platform/platform.controller.js';
import { SettingEditor } from './setting/editor.js';
import { LiveGuard } from './setting/live-guard.js';
import { SettingController } from './setting/setting.controller.js';
import { SettingService } from './setting/setting.service.js';
import { TargetController } from './target/target.controller.js';
import { TargetService } from './target/target.service.js';

/** What settings owns outside Nest. `close` gives it back. */
export interface SettingsParts {
  database: DataSource;
  close(): Promise<void>;
}

/** Opens the database, waiting for Postgres as long as it takes. */
export async function openParts(config: SettingsConfig, health: Health, log: Logger): Promise<SettingsParts> {
  const database = await openDatabase({ url: config.MIDSTATION_DATABASE_URL, ...schema }, log);
  health.add('postgres', () => database.query('SELECT 1').then(() => null));
  return { database, close: () => database.destroy() };
}

@Module({})
export class SettingsModule {
  static with({ database }: SettingsParts): DynamicModule {
    return {
      module: SettingsModule,
      controllers: [PlanController, PlatformController, SettingController, TargetController],
      providers: [
        { provide: DataSource, useValue: database },
        {
          provide: Sealer,
          useFactory: ({ MIDSTATION_SECRET_KEY: keys }: SettingsConfig) => new Sealer(keys),
          inject: [CONFIG],
        },
        {
          provide: DeletedUsers,
          useFactory: (bus: Bus, settings: SettingService, log: Logger) => new DeletedUsers(bus, settings, log),
          inject: [Bus, SettingService, LOGGER],
        },
        LiveGuard,
        PlanService,
        SettingEditor,
        SettingService,
        TargetService,
      ],
    };
  }
}
