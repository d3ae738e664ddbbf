import { settingOptionsSchema, type Setting, type Target } from '@mid-station/contracts';
import { type SettingRow, type TargetRow } from '../database/entities.js';

/** A setting as its owner sees it, with those of the targets that are its own. */
export function toSetting(row: SettingRow, targets: TargetRow[]): Setting {
  const { id, name, active, options, createdAt } = row;
  return {
    id,
    name,
    active,
    options: settingOptionsSchema.parse(options),
    targets: targets.filter(({ settingId }) => settingId === id).map(toTarget),
    createdAt: createdAt.toISOString(),
  };
}

export function toTarget(row: TargetRow): Target {
  const { id, settingId, name, platform, url, keyHint, enabled, createdAt } = row;
  return { id, settingId, name, platform, url, keyHint, enabled, createdAt: createdAt.toISOString() };
}
