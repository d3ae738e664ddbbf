import type { Session } from '@mid-station/contracts';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from './client.js';

/** How often the operator's view of the nodes is renewed, in milliseconds. */
const NODES_EVERY_MS = 3_000;

/** How often the still of a live stream is renewed, in milliseconds: as often as there is a new one. */
const STILL_EVERY_MS = 10_000;
/** The same while there is none yet, in milliseconds: a keyframe is about to come. */
const STILL_AWAITED_MS = 2_000;

/** What the page knows of the server, by cache key. The event stream keeps `live` true between questions. */
export const queries = {
  registration: queryOptions({
    queryKey: ['registration'],
    queryFn: () => api.call('registration'),
    staleTime: Infinity,
    retry: false,
  }),
  me: queryOptions({ queryKey: ['me'], queryFn: () => api.call('me') }),
  ingest: queryOptions({ queryKey: ['ingest'], queryFn: () => api.call('ingest'), staleTime: Infinity }),
  platforms: queryOptions({ queryKey: ['platforms'], queryFn: () => api.call('platforms'), staleTime: Infinity }),
  settings: queryOptions({ queryKey: ['settings'], queryFn: () => api.call('listSettings') }),
  live: queryOptions({ queryKey: ['live'], queryFn: ({ client }) => askLive(client) }),
  sessions: queryOptions({ queryKey: ['sessions'], queryFn: () => api.call('listSessions') }),
  session: (id: string) =>
    queryOptions({ queryKey: ['sessions', id], queryFn: () => api.call('session', { params: { id } }) }),
  /** A picture of the live stream; renewed while the page is looked at. */
  still: (sessionId: string) =>
    queryOptions({
      queryKey: ['still', sessionId],
      queryFn: () => api.picture('/live/still'),
      refetchInterval: ({ state }) => (state.data ? STILL_EVERY_MS : STILL_AWAITED_MS),
      retry: false,
    }),
  nodes: queryOptions({ queryKey: ['nodes'], queryFn: () => api.call('nodes'), refetchInterval: NODES_EVERY_MS }),
  secondFactor: queryOptions({ queryKey: ['second-factor'], queryFn: () => api.call('secondFactor') }),
  signIns: queryOptions({ queryKey: ['sign-ins'], queryFn: () => api.call('listSignIns') }),
  audit: queryOptions({ queryKey: ['audit'], queryFn: () => api.call('audit') }),
  tokens: queryOptions({ queryKey: ['tokens'], queryFn: () => api.call('listTokens') }),
};

/** How often this page was told what is live, by events and by the answers to acts. */
let timesTold = 0;
/** From now on what is in the cache is newer than any answer that was asked for before. */
export const liveWasTold = (): void => void timesTold++;

/** What is live; where that was told while the answer was on its way, the answer may be older, and what was told counts. */
async function askLive(cache: QueryClient): Promise<Session | null> {
  const before = timesTold;
  const answer = await api.call('live');
  return timesTold === before ? answer : (cache.getQueryData<Session | null>(queries.live.queryKey) ?? null);
}
