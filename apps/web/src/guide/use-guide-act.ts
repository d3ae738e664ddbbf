import type { Setting } from '@mid-station/contracts';
import { settingOptionsSchema } from '@mid-station/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { useAction } from '../design/use-action.js';
import { useText } from '../language/use-text.js';
import { useGoLive } from '../live/use-live.js';
import { previewWanted } from '../preview/wanted.js';
import { practiceKey } from '../settings/practice.js';
import type { GuideStep } from './steps.js';

/** What the button of a step does. */
export function useGuideAct(step: GuideStep, setting: Setting | undefined): { run: () => void; pending: boolean } {
  const making = useMakeSetting();
  const adding = useAddPractice(setting);
  const goLive = useGoLive();
  switch (step) {
    case 'setting':
      return { run: () => making.mutate(), pending: making.isPending };
    case 'target':
      return { run: () => adding.mutate(), pending: adding.isPending };
    case 'obs':
      return { run: () => goLive.mutate(), pending: goLive.isPending };
    case 'see':
      return { run: showPreview, pending: false };
  }
}

function useMakeSetting() {
  const { t } = useText();
  const cache = useQueryClient();
  return useAction({
    failed: t('settings.saveFailed'),
    run: async () => {
      const body = { name: t('guide.settingName'), options: settingOptionsSchema.parse({}) };
      const { id } = await api.call('createSetting', { body });
      await api.call('activateSetting', { params: { id }, body: { active: true } });
    },
    done: () => cache.invalidateQueries({ queryKey: queries.settings.queryKey }),
  });
}

function useAddPractice(setting: Setting | undefined) {
  const { t } = useText();
  const cache = useQueryClient();
  return useAction({
    failed: t('targets.saveFailed'),
    run: async () => {
      const platforms = await cache.ensureQueryData(queries.platforms);
      const url = platforms.find(({ id }) => id === 'practice')?.servers[0]?.url;
      if (!setting || !url) throw new Error('no setting, or no practice destination on this installation');
      const body = { name: t('guide.target.name'), platform: 'practice' as const, url, key: practiceKey() };
      await api.call('createTarget', { params: { id: setting.id }, body });
    },
    done: () => cache.invalidateQueries({ queryKey: queries.settings.queryKey }),
  });
}

function showPreview(): void {
  previewWanted.set(true);
  document.getElementById('preview')?.scrollIntoView({ block: 'center' });
}
