import { AppError, type CreateSetting, type Setting, type UpdateSetting } from '@mid-station/contracts';
import { CONFIG, violates, type KeepsOfUsers } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, In, type EntityManager } from 'typeorm';
import { type SettingsConfig } from '../config.js';
import { SettingRow, TargetRow } from '../database/entities.js';
import { SETTINGS_PER_USER } from '../limits.js';
import { SettingEditor, settingNotFound } from './editor.js';
import { LiveGuard } from './live-guard.js';
import { toSetting } from './to-setting.js';

/** Stream settings of users. At most one per user is active; the database sees to it. */
@Injectable()
export class SettingService implements KeepsOfUsers {
  constructor(
    private readonly database: DataSource,
    private readonly editor: SettingEditor,
    private readonly liveGuard: LiveGuard,
    @Inject(CONFIG) private readonly config: SettingsConfig,
  ) {}

  async list(userId: string): Promise<Setting[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    const settings = await this.database.manager.find(SettingRow, { where: { userId }, order });
    const where = { settingId: In(settings.map(({ id }) => id)) };
    const targets = await this.database.manager.find(TargetRow, { where, order });
    return settings.map((setting) => toSetting(setting, targets));
  }

  /** @throws AppError `name_taken`, `quota_exceeded`. */
  async create(userId: string, { name, options }: CreateSetting): Promise<Setting> {
    const id = randomUUID();
    await this.database
      .transaction(async (tx) => {
        // Creations of one user take turns, so that none slips past the quota.
        await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [userId]);
        this.refuseOverQuota(await tx.countBy(SettingRow, { userId }));
        await tx.insert(SettingRow, { id, userId, name, options, active: false, revision: 1 });
      })
      .catch(nameTaken);
    return this.get(this.database.manager, id);
  }

  /** @throws AppError `not_found`, `name_taken`. */
  update(userId: string, settingId: string, { name, options }: UpdateSetting): Promise<Setting> {
    return this.editor
      .edit(userId, settingId, async (tx, setting) => {
        const changed = { name: name ?? setting.name, options: { ...setting.options, ...options } };
        await tx.update(SettingRow, { id: settingId }, changed);
        return this.get(tx, settingId);
      })
      .catch(nameTaken);
  }

  /** @throws AppError `not_found`, `setting_live`, `unavailable`. */
  async remove(userId: string, settingId: string): Promise<void> {
    const revision = await this.database.transaction(async (tx) => {
      const setting = await this.editor.lock(tx, userId, settingId);
      if (setting.active) await this.liveGuard.refuseWhileLive(settingId);
      await tx.delete(SettingRow, { id: settingId });
      return setting.revision + 1;
    });
    this.editor.announce(userId, settingId, revision);
  }

  /** Makes a setting the active one or, with `active` false, none. @throws AppError as `remove`. */
  async activate(userId: string, settingId: string, active: boolean): Promise<Setting> {
    return this.database.transaction(async (tx) => {
      const all = await this.lockAll(tx, userId);
      const setting = all.find(({ id }) => id === settingId);
      if (!setting) throw settingNotFound();
      if (setting.active !== active) await this.switchTo(tx, setting, active, all);
      return this.get(tx, settingId);
    });
  }

  /** Who keeps settings here. */
  async users(): Promise<string[]> {
    const rows: { user_id: string }[] = await this.database.query('SELECT DISTINCT user_id FROM stream_settings');
    return rows.map((row) => row.user_id);
  }

  /** Everything a deleted user kept here goes. */
  async forget(userId: string): Promise<void> {
    await this.database.manager.delete(SettingRow, { userId });
  }

  private async switchTo(tx: EntityManager, setting: SettingRow, active: boolean, all: SettingRow[]): Promise<void> {
    const leaving = all.find((each) => each.active);
    if (leaving) {
      await this.liveGuard.refuseWhileLive(leaving.id);
      await tx.update(SettingRow, { id: leaving.id }, { active: false });
    }
    if (active) await tx.update(SettingRow, { id: setting.id }, { active: true });
  }

  /** In one order, so that two switches at once wait for each other instead of blocking each other. */
  private lockAll(tx: EntityManager, userId: string): Promise<SettingRow[]> {
    return tx.find(SettingRow, { where: { userId }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  private async get(tx: EntityManager, id: string): Promise<Setting> {
    const setting = await tx.findOneByOrFail(SettingRow, { id });
    return toSetting(
      setting,
      await tx.find(TargetRow, { where: { settingId: id }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
  }

  private refuseOverQuota(count: number): void {
    const limit = Math.floor(SETTINGS_PER_USER * this.config.MIDSTATION_RATE_LIMIT_FACTOR);
    if (count < limit) return;
    throw new AppError('quota_exceeded', `You can have at most ${limit} stream settings. Delete one first.`);
  }
}

function nameTaken(error: unknown): never {
  if (!violates(error, 'stream_settings_name')) throw error;
  const detail = 'You have a stream setting with this name already.';
  throw new AppError('name_taken', detail, { errors: [{ path: 'name', message: detail }] });
}
