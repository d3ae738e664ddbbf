import { authBus } from '@mid-station/contracts';
import { Bus, LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DELETED_USERS_BATCH, DELETED_USERS_INTERVAL_MS } from '../limits.js';
import { SettingService } from './setting.service.js';

/** Removes what deleted users kept here, for when this service was away as the news went round. */
@Injectable()
export class DeletedUsers implements OnModuleDestroy {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
    private readonly settings: SettingService,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.timer = setInterval(() => void this.sweep(), DELETED_USERS_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    try {
      const rows: { user_id: string }[] = await this.database.query('SELECT DISTINCT user_id FROM stream_settings');
      const all = rows.map((row) => row.user_id);
      for (let at = 0; at < all.length; at += DELETED_USERS_BATCH) {
        const { userIds } = await this.bus.request(authBus.deleted, {
          userIds: all.slice(at, at + DELETED_USERS_BATCH),
        });
        for (const userId of userIds) await this.settings.removeAll(userId);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'deleted users were not swept, trying again later');
    }
  }
}
