import { AppError, settingsBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SettingRow } from '../database/entities.js';

/** The one way a setting or its targets are edited: row locked, revision raised, change told after the commit. */
@Injectable()
export class SettingEditor {
  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus,
  ) {}

  /** @throws AppError `not_found` when the setting is gone or somebody else's. */
  async edit<T>(
    userId: string,
    settingId: string,
    work: (tx: EntityManager, setting: SettingRow) => Promise<T>,
  ): Promise<T> {
    const { result, revision } = await this.database.transaction(async (tx) => {
      const setting = await this.lock(tx, userId, settingId);
      const done = await work(tx, setting);
      const revision = setting.revision + 1;
      await tx.update(SettingRow, { id: settingId }, { revision });
      return { result: done, revision };
    });
    this.announce(userId, settingId, revision);
    return result;
  }

  /** Tells whoever streams this setting. A lost statement is noticed by its revision. */
  announce(userId: string, settingId: string, revision: number): void {
    this.bus.publish(settingsBus.changed, { userId, settingId, revision }, { userId });
  }

  async lock(tx: EntityManager, userId: string, settingId: string): Promise<SettingRow> {
    const where = { id: settingId, userId };
    const setting = await tx.findOne(SettingRow, { where, lock: { mode: 'pessimistic_write' } });
    if (!setting) throw settingNotFound();
    return setting;
  }
}

export function settingNotFound(): AppError {
  return new AppError('not_found', 'There is no such stream setting.');
}
