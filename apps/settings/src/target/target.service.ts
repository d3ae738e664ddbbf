import { AppError, mayKeepKey, type CreateTarget, type Target, type UpdateTarget } from '@mid-station/contracts';
import { CONFIG, Sealer } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, In, type EntityManager } from 'typeorm';
import { type SettingsConfig } from '../config.js';
import { SettingRow, TargetRow } from '../database/entities.js';
import { TARGETS_PER_SETTING, TARGETS_PER_USER } from '../limits.js';
import { SettingEditor } from '../setting/editor.js';
import { toTarget } from '../setting/to-setting.js';
import { presets } from '../platform/presets.js';
import { keyHint } from './key-hint.js';
import { checkTargetUrl } from './target-address.js';

/** Destinations of stream settings. Their keys go in and never come out, except into a claim. */
@Injectable()
export class TargetService {
  constructor(
    private readonly database: DataSource,
    private readonly editor: SettingEditor,
    private readonly sealer: Sealer,
    @Inject(CONFIG) private readonly config: SettingsConfig,
  ) {}

  /** @throws AppError `not_found`, `quota_exceeded`, `target_url_invalid`, `target_address_forbidden`. */
  create(userId: string, settingId: string, { key, ...target }: CreateTarget): Promise<Target> {
    this.check(target.url);
    return this.editor.edit(userId, settingId, async (tx) => {
      await this.refuseOverQuota(tx, userId, settingId);
      const id = randomUUID();
      await tx.insert(TargetRow, { ...target, id, settingId, ...this.sealed(key, id) });
      return this.get(tx, id);
    });
  }

  /** @throws AppError as `create`; `invalid_request` for another server without the key that it is to get. */
  async update(userId: string, targetId: string, { key, ...changes }: UpdateTarget): Promise<Target> {
    const { url } = changes;
    if (url !== undefined) this.check(url);
    return this.editTarget(userId, targetId, async (tx) => {
      const before = await tx.findOneByOrFail(TargetRow, { id: targetId });
      if (url !== undefined && key === undefined && !mayKeepKey(before.url, url, presets)) throw keyNeeded();
      const changed = { ...changes, ...(key !== undefined && this.sealed(key, targetId)) };
      if (Object.keys(changed).length > 0) await tx.update(TargetRow, { id: targetId }, changed);
      return this.get(tx, targetId);
    });
  }

  /** @throws AppError `not_found`. */
  async remove(userId: string, targetId: string): Promise<void> {
    await this.editTarget(userId, targetId, (tx) => tx.delete(TargetRow, { id: targetId }));
  }

  private async editTarget<T>(userId: string, targetId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const found = await this.database.manager.findOneBy(TargetRow, { id: targetId });
    if (!found) throw targetNotFound();
    return this.editor
      .edit(userId, found.settingId, async (tx) => {
        if (!(await tx.existsBy(TargetRow, { id: targetId }))) throw targetNotFound();
        return work(tx);
      })
      .catch((error: unknown) => {
        // Somebody else's setting: for this user there is no such target.
        throw error instanceof AppError && error.code === 'not_found' ? targetNotFound() : error;
      });
  }

  private check(url: string): void {
    checkTargetUrl(url, this.config.MIDSTATION_ALLOW_PRIVATE_TARGETS);
  }

  private sealed(key: string, id: string): { sealedKey: string; keyHint: string } {
    return { sealedKey: this.sealer.seal(key, id), keyHint: keyHint(key) };
  }

  private async get(tx: EntityManager, id: string): Promise<Target> {
    return toTarget(await tx.findOneByOrFail(TargetRow, { id }));
  }

  private async refuseOverQuota(tx: EntityManager, userId: string, settingId: string): Promise<void> {
    // Creations of one user take turns, in whichever of their settings, so that none slips past the quota.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [userId]);
    const ofUser = await tx.countBy(TargetRow, { settingId: In(await this.settingIds(tx, userId)) });
    this.refuseFrom(TARGETS_PER_SETTING, await tx.countBy(TargetRow, { settingId }), 'A stream setting has');
    this.refuseFrom(TARGETS_PER_USER, ofUser, 'All your stream settings together have');
  }

  private async settingIds(tx: EntityManager, userId: string): Promise<string[]> {
    const settings = await tx.find(SettingRow, { select: { id: true }, where: { userId } });
    return settings.map(({ id }) => id);
  }

  /** @throws AppError `quota_exceeded` when there are as many as there may be. */
  private refuseFrom(quota: number, count: number, whose: string): void {
    const limit = Math.floor(quota * this.config.MIDSTATION_RATE_LIMIT_FACTOR);
    if (count < limit) return;
    throw new AppError('quota_exceeded', `${whose} at most ${limit} targets. Delete one first.`);
  }
}

function keyNeeded(): AppError {
  const detail = 'This is another server: send the stream key again. A stored key goes only to the server it was for.';
  return new AppError('invalid_request', detail, { errors: [{ path: 'key', message: detail }] });
}

function targetNotFound(): AppError {
  return new AppError('not_found', 'There is no such target.');
}
