import { QueryClient } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { aSession } from '../testing/fixtures/index.js';
import { applySession, lastEnded } from './live-state.js';

describe('what the page takes a session for', () => {
  const known = (cache: QueryClient) => cache.getQueryData(queries.live.queryKey);

  it('is the newest it was told, in whatever order answers and events come', () => {
    const cache = new QueryClient();
    applySession(cache, { ...aSession, version: 3, state: 'live' });
    applySession(cache, { ...aSession, version: 2, state: 'waiting' });
    expect(known(cache)?.state).toBe('live');
    applySession(cache, { ...aSession, version: 4, state: 'interrupted' });
    expect(known(cache)?.state).toBe('interrupted');
    cache.clear();
  });

  it('is the next session, whose versions begin anew, and not the end of one before', () => {
    const cache = new QueryClient();
    const next = { ...aSession, id: '00000000-0000-4000-8000-000000000099', version: 0 };
    applySession(cache, { ...aSession, version: 9 });
    applySession(cache, next);
    expect(known(cache)?.id).toBe(next.id);
    applySession(cache, { ...aSession, version: 10, state: 'ended' });
    expect([known(cache)?.id, lastEnded.get()]).toEqual([next.id, null]);
    applySession(cache, { ...next, version: 1, state: 'ended' });
    expect([known(cache), lastEnded.get()?.id]).toEqual([null, next.id]);
    cache.clear();
  });
});
