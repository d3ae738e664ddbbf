import {
  settingOptionsSchema,
  type PlanTarget,
  type RelayTarget,
  type SealedFor,
  type StreamPlan,
} from '@mid-station/contracts';
import { LOGGER, Sealer, sealForNode, type Logger } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, type FindOptionsWhere } from 'typeorm';
import { SettingRow, TargetRow } from '../database/entities.js';

/** Settings as they are streamed: the only place where target keys are opened, to be sealed for the node that streams. */
@Injectable()
export class PlanService {
  constructor(
    private readonly database: DataSource,
    private readonly sealer: Sealer,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Setting and targets of one moment, their keys sealed for `node` if there is one; null when there is no such setting. */
  async find(where: FindOptionsWhere<SettingRow>, node: SealedFor | null): Promise<StreamPlan | null> {
    const found = await this.read(where);
    if (!found) return null;
    const { id, userId, name, revision, options } = found.setting;
    return {
      userId,
      settingId: id,
      settingName: name,
      revision,
      options: settingOptionsSchema.parse(options),
      targets: found.targets.map(toPlanTarget),
      sealedKeys: node && (await this.sealKeys(found.targets, node)),
    };
  }

  async revisions(settingIds: string[]): Promise<{ settingId: string; revision: number }[]> {
    const rows = await this.database.manager.findBy(SettingRow, { id: In(settingIds) });
    return rows.map(({ id, revision }) => ({ settingId: id, revision }));
  }

  private read(where: FindOptionsWhere<SettingRow>): Promise<{ setting: SettingRow; targets: TargetRow[] } | null> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const setting = await tx.findOneBy(SettingRow, where);
      if (!setting) return null;
      const order = { createdAt: 'ASC', id: 'ASC' } as const;
      return { setting, targets: await tx.find(TargetRow, { where: { settingId: setting.id }, order }) };
    });
  }

  private async sealKeys(targets: readonly TargetRow[], node: SealedFor): Promise<string | null> {
    const sealed = await sealForNode(
      node,
      targets.map((row) => this.opened(row)),
    );
    if (!sealed) this.log.warn({ nodeId: node.nodeId }, 'this node announces a public key that is none');
    return sealed;
  }

  private opened(row: TargetRow): RelayTarget {
    return { ...toPlanTarget(row), key: this.sealer.open(row.sealedKey, row.id) };
  }
}

function toPlanTarget({ id, name, platform, url, enabled }: TargetRow): PlanTarget {
  return { targetId: id, name, platform, url, enabled };
}
