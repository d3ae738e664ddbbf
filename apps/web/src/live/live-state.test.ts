import { jest } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { aSession } from '../testing/fixtures/index.js';
import { applySession, lastEnded } from './live-state.js';

describe('what the page takes a session for', () => {
  afterEach(() => jest.restoreAllMocks());

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

  it('is not what was so when it was asked for, before an event told the next', async () => {
    const cache = new QueryClient();
    const live = { ...aSession, version: 3, state: 'live' as const };
    applySession(cache, live);
    let answer: (session: typeof live) => void = () => {};
    jest.spyOn(api, 'call').mockReturnValue(new Promise((resolve) => (answer = resolve)) as never);
    const asked = cache.fetchQuery(queries.live);
    applySession(cache, { ...live, version: 4, state: 'ended' });
    answer(live);
    expect(await asked).toBeNull();
    expect(known(cache)).toBeNull();
    expect(await cache.fetchQuery(queries.live)).toEqual(live);
    cache.clear();
  });
});
