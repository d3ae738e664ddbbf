import type { Setting, Target } from '@mid-station/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { notifyFailure } from '../design/notify.js';
import { useText } from '../language/use-text.js';
import { withActive, withEnabled, withoutSetting, withoutTarget, withSetting, withTarget } from './edits.js';

const key = queries.settings.queryKey;
/** All acts on settings share this, so that only the last of several running ones asks the server for the truth. */
export const editSettings = ['edit-settings'];

export const useSettings = () => useQuery(queries.settings);
export const usePlatforms = () => useQuery(queries.platforms);

interface Edit<Input, Result> {
  readonly failed: string;
  readonly run: (input: Input) => Promise<Result>;
  /** What the page shows before the server has answered; undone when the server refuses. */
  readonly expect?: (settings: Setting[], input: Input) => Setting[];
  /** What the server's answer makes of the settings. */
  readonly settle: (settings: Setting[], result: Result, input: Input) => Setting[];
  /** Where the form shows the failure itself. */
  readonly quiet?: boolean;
}

function useEdit<Input, Result>({ failed, run, expect, settle, quiet = false }: Edit<Input, Result>) {
  const cache = useQueryClient();
  const { errorText } = useText();
  const change = (edit: (settings: Setting[]) => Setting[]) =>
    cache.setQueryData(key, (settings) => settings && edit(settings));
  return useMutation({
    mutationKey: editSettings,
    mutationFn: run,
    onMutate: async (input: Input) => {
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData(key);
      if (expect) change((settings) => expect(settings, input));
      return before;
    },
    onSuccess: (result, input) => void change((settings) => settle(settings, result, input)),
    onError: (error, _, before) => {
      if (expect) cache.setQueryData(key, before);
      if (!quiet) notifyFailure(failed, errorText(error));
    },
    onSettled: () => {
      if (cache.isMutating({ mutationKey: editSettings }) === 1) void cache.invalidateQueries({ queryKey: key });
    },
  });
}

export function useActivate() {
  const { t } = useText();
  return useEdit({
    failed: t('settings.activateFailed'),
    run: ({ id, active }: { id: string; active: boolean }) =>
      api.call('activateSetting', { params: { id }, body: { active } }),
    expect: (settings, { id, active }) => withActive(settings, id, active),
    settle: (settings, { id, active }) => withActive(settings, id, active),
  });
}

export function useToggleTarget() {
  const { t } = useText();
  return useEdit({
    failed: t('targets.toggleFailed'),
    run: ({ id, enabled }: { id: string; enabled: boolean }) =>
      api.call('updateTarget', { params: { id }, body: { enabled } }),
    expect: (settings, { id, enabled }) => withEnabled(settings, id, enabled),
    settle: withTarget,
  });
}

/** Makes or changes a setting; the form shows a failure. */
export function useSaveSetting(id: string | null) {
  const { t } = useText();
  return useEdit({
    failed: t('settings.saveFailed'),
    quiet: true,
    run: (body: Pick<Setting, 'name' | 'options'>) =>
      id === null ? api.call('createSetting', { body }) : api.call('updateSetting', { params: { id }, body }),
    settle: withSetting,
  });
}

export function useRemoveSetting() {
  const { t } = useText();
  return useEdit({
    failed: t('settings.deleteFailed'),
    run: (id: string) => api.call('removeSetting', { params: { id } }),
    settle: (settings, _, id) => withoutSetting(settings, id),
  });
}

export type TargetValues = Pick<Target, 'name' | 'platform' | 'url'> & { readonly key: string };

/** Makes a target in a setting, or changes one; an empty key keeps the stored one. The form shows a failure. */
export function useSaveTarget(settingId: string, id: string | null) {
  const { t } = useText();
  return useEdit({
    failed: t('targets.saveFailed'),
    quiet: true,
    run: ({ key: streamKey, ...rest }: TargetValues) => {
      if (id === null)
        return api.call('createTarget', { params: { id: settingId }, body: { ...rest, key: streamKey } });
      return api.call('updateTarget', { params: { id }, body: streamKey ? { ...rest, key: streamKey } : rest });
    },
    settle: withTarget,
  });
}

export function useRemoveTarget() {
  const { t } = useText();
  return useEdit({
    failed: t('targets.deleteFailed'),
    run: (id: string) => api.call('removeTarget', { params: { id } }),
    settle: (settings, _, id) => withoutTarget(settings, id),
  });
}
