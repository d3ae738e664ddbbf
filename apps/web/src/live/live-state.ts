import { finishedStates, type Session, type SessionStats } from '@mid-station/contracts';
import type { QueryClient } from '@tanstack/react-query';
import type { LinkState } from '../api/events.js';
import { liveWasTold, queries } from '../api/queries.js';
import { Store } from '../design/store.js';
import { noStats, withSample, type StatsHistory } from './stats-history.js';

/** The event stream's own health. */
export const linkState = new Store<LinkState>('connecting');
/** The session that ended while this page was open, until the streamer has read about it. */
export const lastEnded = new Store<Session | null>(null);
/** The last minute of the live session's numbers. */
export const statsHistory = new Store<StatsHistory>(noStats);

const isFinished = (session: Session): boolean => finishedStates.includes(session.state);

/** Takes over what the server says a session is now, whoever asked for it. */
export function applySession(cache: QueryClient, session: Session): void {
  const known = cache.getQueryData(queries.live.queryKey);
  // The answer to an act may come after the event that tells what happened next.
  if (known?.id === session.id && known.version > session.version) return;
  const listed = cache.getQueryData(queries.sessions.queryKey)?.find(({ id }) => id === session.id);
  if (listed?.state !== session.state) void cache.invalidateQueries({ queryKey: queries.sessions.queryKey });
  if (!isFinished(session)) {
    liveWasTold();
    lastEnded.set(null);
    cache.setQueryData(queries.live.queryKey, session);
    return;
  }
  if (known && known.id !== session.id) return;
  liveWasTold();
  lastEnded.set(session);
  cache.setQueryData(queries.live.queryKey, null);
}

/** Takes over the numbers of the live session; those of another one are late and mean nothing. */
export function applyStats(cache: QueryClient, stats: SessionStats): void {
  cache.setQueryData(queries.live.queryKey, (session) => {
    if (!session || session.id !== stats.sessionId) return session;
    statsHistory.set(withSample(statsHistory.get(), stats));
    return { ...session, publisher: stats.publisher, targets: stats.targets };
  });
}

/** Forgets the numbers and notices of whoever was signed in. */
export function resetLiveState(): void {
  linkState.set('connecting');
  lastEnded.set(null);
  statsHistory.set(noStats);
}
