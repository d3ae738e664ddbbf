import type { Setting, TargetCheck } from '@mid-station/contracts';
import { useIsMutating, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { editSettings } from '../settings/use-settings.js';

/** How long a result counts, in milliseconds: platforms rarely change within minutes, and each check bothers them all. */
const FRESH_MS = 5 * 60_000;

export interface Preflight {
  readonly isChecking: boolean;
  /** Undefined until the target has been checked. */
  readonly checkOf: (targetId: string) => TargetCheck | undefined;
  /** Checks again; the failure, if it could not be done. */
  readonly checkAgain: () => Promise<unknown>;
}

/**
 * Whether the way to the targets of the active setting is open, asked by itself while nobody is live and again when an
 * address changes; null where there is nothing to check. An edit under way is waited for: the server checks what it knows.
 */
export function usePreflight(setting: Setting | undefined, isLive: boolean): Preflight | null {
  const enabled = setting?.targets.filter((target) => target.enabled) ?? [];
  const addresses = enabled.map(({ id, url }) => `${id} ${url}`);
  const isOffered = setting?.active === true && !isLive && addresses.length > 0;
  const isEditing = useIsMutating({ mutationKey: editSettings }) > 0;
  const { data, isFetching, refetch } = useQuery({
    queryKey: ['preflight', ...addresses],
    queryFn: () => api.call('preflight'),
    enabled: isOffered && !isEditing,
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  if (!isOffered) return null;
  return {
    isChecking: isFetching || (isEditing && data === undefined),
    checkOf: (targetId) => data?.find((check) => check.targetId === targetId),
    checkAgain: async () => (await refetch()).error,
  };
}
