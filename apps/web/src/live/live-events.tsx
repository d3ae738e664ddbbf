import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { api } from '../api/client.js';
import { followEvents, type EventHandlers } from '../api/events.js';
import { queries } from '../api/queries.js';
import { LinkNotice } from './link-notice.js';
import { applySession, applyStats, linkState, resetLiveState } from './live-state.js';

/** Keeps what the page knows true for as long as somebody is signed in. */
export function LiveEvents({ children }: { readonly children: ReactNode }) {
  const cache = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    void followEvents(api, handlersFor(cache), leaving.signal);
    return () => {
      leaving.abort();
      resetLiveState();
    };
  }, [cache]);
  return (
    <>
      <LinkNotice />
      {children}
    </>
  );
}

function handlersFor(cache: QueryClient): EventHandlers {
  /** What was missed while the stream was cut is asked for. */
  const catchUp = () => {
    void cache.invalidateQueries({ queryKey: queries.live.queryKey });
    void cache.invalidateQueries({ queryKey: queries.settings.queryKey });
  };
  return {
    session: (session) => applySession(cache, session),
    stats: (stats) => applyStats(cache, stats),
    unreadable: catchUp,
    link: (state) => {
      if (state === 'open' && linkState.get() === 'lost') catchUp();
      linkState.set(state);
    },
  };
}
