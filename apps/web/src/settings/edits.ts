import type { Setting, Target } from '@mid-station/contracts';

/** What each act makes of the list of settings: shown before the server has answered, and again when it has. */

/** Activating one deactivates the other. */
export const withActive = (settings: Setting[], id: string, active: boolean): Setting[] =>
  settings.map((setting) => {
    if (setting.id === id) return { ...setting, active };
    return active && setting.active ? { ...setting, active: false } : setting;
  });

export const withEnabled = (settings: Setting[], targetId: string, enabled: boolean): Setting[] =>
  mapTargets(settings, (targets) =>
    targets.map((target) => (target.id === targetId ? { ...target, enabled } : target)),
  );

export const withSetting = (settings: Setting[], saved: Setting): Setting[] =>
  settings.some(({ id }) => id === saved.id)
    ? settings.map((setting) => (setting.id === saved.id ? saved : setting))
    : [...settings, saved];

export const withoutSetting = (settings: Setting[], id: string): Setting[] =>
  settings.filter((setting) => setting.id !== id);

export const withTarget = (settings: Setting[], saved: Target): Setting[] =>
  settings.map((setting) => {
    if (setting.id !== saved.settingId) return setting;
    const known = setting.targets.some(({ id }) => id === saved.id);
    const targets = known
      ? setting.targets.map((target) => (target.id === saved.id ? saved : target))
      : [...setting.targets, saved];
    return { ...setting, targets };
  });

export const withoutTarget = (settings: Setting[], targetId: string): Setting[] =>
  mapTargets(settings, (targets) => targets.filter(({ id }) => id !== targetId));

const mapTargets = (settings: Setting[], edit: (targets: Target[]) => Target[]): Setting[] =>
  settings.map((setting) => ({ ...setting, targets: edit(setting.targets) }));
