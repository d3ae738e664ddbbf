import { settingOptionsSchema, type RelayTarget, type StreamPlan } from '@mid-station/contracts';
import { Sealer } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type FindOptionsWhere } from 'typeorm';
import { SettingRow, TargetRow } from '../database/entities.js';

/** Settings as they are streamed: the only place where target keys are opened. */
@Injectable()
export class PlanService {
  constructor(
    private readonly database: DataSource,
    private readonly sealer: Sealer,
  ) {}

  /** Setting and targets of one moment; null when there is no such setting. */
  find(where: FindOptionsWhere<SettingRow>): Promise<StreamPlan | null> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const setting = await tx.findOneBy(SettingRow, where);
      if (!setting) return null;
      const order = { createdAt: 'ASC', id: 'ASC' } as const;
      const targets = await tx.find(TargetRow, { where: { settingId: setting.id }, order });
      return this.toPlan(setting, targets);
    });
  }

  async revisions(settingIds: string[]): Promise<{ settingId: string; revision: number }[]> {
    const rows = await this.database.manager.findBy(SettingRow, { id: In(settingIds) });
    return rows.map(({ id, revision }) => ({ settingId: id, revision }));
  }

  private toPlan({ id, userId, name, revision, options }: SettingRow, targets: TargetRow[]): StreamPlan {
    return {
      userId,
      settingId: id,
      settingName: name,
      revision,
      options: settingOptionsSchema.parse(options),
      targets: targets.map((target) => this.toRelayTarget(target)),
    };
  }

  private toRelayTarget({ id, name, platform, url, sealedKey, enabled }: TargetRow): RelayTarget {
    return { targetId: id, name, platform, url, key: this.sealer.open(sealedKey, id), enabled };
  }
}
