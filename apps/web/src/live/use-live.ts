import type { Session } from '@mid-station/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { notifyFailure } from '../design/notify.js';
import { useText } from '../language/use-text.js';
import { applySession } from './live-state.js';

/** The unfinished session, or null. */
export const useLive = () => useQuery(queries.live);

/** One part of the unfinished session; the reader is only redrawn when that part changes. */
export const useLivePart = <Part>(select: (session: Session | null) => Part): Part | undefined =>
  useQuery({ ...queries.live, select }).data;

/** Go Live. Pressed twice it is one session: the server answers with the same. */
export function useGoLive() {
  const cache = useQueryClient();
  const { t, errorText } = useText();
  return useMutation({
    mutationKey: ['go-live'],
    mutationFn: () => api.call('goLive'),
    onSuccess: (session) => applySession(cache, session),
    onError: (error) => void notifyFailure(t('live.failedToStart'), errorText(error)),
  });
}

/** Go Offline. */
export function useGoOffline() {
  const cache = useQueryClient();
  const { t, errorText } = useText();
  return useMutation({
    mutationFn: () => api.call('goOffline'),
    onSuccess: (session) => {
      if (session) applySession(cache, session);
      else cache.setQueryData(queries.live.queryKey, null);
    },
    onError: (error) => void notifyFailure(t('live.failedToStop'), errorText(error)),
  });
}
