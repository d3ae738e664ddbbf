import { routes, type HttpRoute, type Problem } from '@mid-station/contracts';
import { randomUUID } from 'node:crypto';
import { TestGateway } from '../testing/test-gateway.js';
import { includesScope } from './caller.js';
import { extraRoutes } from './extra-routes.js';

const all = Object.entries<HttpRoute>({ ...routes, events: extraRoutes.events, still: extraRoutes.still });
const guarded = all.filter(([, route]) => route.access !== 'anyone');

describe('every route of the table', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({ MIDSTATION_RATE_LIMIT_FACTOR: '100' });
  });

  afterAll(() => gateway.stop());

  const call = async (route: HttpRoute, token?: string): Promise<{ status: number; body: Problem }> => {
    const path = `/api${route.path.replace(/:\w+/g, () => randomUUID())}`;
    const response = await gateway.fetch(path, { method: route.method, token, signal: AbortSignal.timeout(5000) });
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
    if (isProblem) return { status: response.status, body: (await response.json()) as Problem };
    await response.body?.cancel();
    return { status: response.status, body: {} as Problem };
  };

  it.each(guarded)('%s refuses whoever is not signed in', async (_, route) => {
    expect(await call(route)).toMatchObject({ status: 401, body: { code: 'unauthenticated', status: 401 } });
    expect(await call(route, 'not.a.token')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it.each(guarded.filter(([, { access }]) => access === 'operator'))(
    '%s refuses who is no operator',
    async (_, route) => {
      expect(await call(route, await gateway.accessToken())).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      expect(await call(route, gateway.apiToken('manage'))).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      const operator = await call(route, await gateway.accessToken({ role: 'operator' }));
      expect([401, 403]).not.toContain(operator.status);
    },
  );

  it.each(guarded)('%s lets API tokens in by their scope only', async (_, route) => {
    for (const held of ['read', 'live', 'manage'] as const) {
      const { status } = await call(route, gateway.apiToken(held, 'operator'));
      const allowed = route.scope !== null && includesScope(held, route.scope);
      if (allowed) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    }
  });

  it.each(all)('%s is served: it is never an unknown address', async (_, route) => {
    const { body } = await call(route, await gateway.accessToken({ role: 'operator' }));
    expect(body.detail).not.toBe('There is nothing at this address.');
  });

  it('does not take an expired token, one for another use, one of another key, or one without a signature', async () => {
    const unsigned = (await gateway.accessToken()).replace(/^[^.]+/, btoa('{"alg":"none"}')).replace(/[^.]+$/, '');
    const tokens = [
      await gateway.accessToken({ seconds: -1 }),
      await gateway.accessToken({ audience: 'preview' }),
      unsigned,
      (await gateway.accessToken()).slice(0, -6) + 'AAAAAA',
    ];
    for (const token of tokens) expect((await call(routes.listSettings, token)).status).toBe(401);
  });

  it('takes a new signing key as soon as a token names it, and does not ask for keys again and again', async () => {
    await gateway.addSigner();
    const token = await gateway.accessToken();
    let status = 0;
    while (status !== 200) status = (await call(routes.listSettings, token)).status;
    const asked = gateway.keyQuestions;
    await Promise.all(Array.from({ length: 20 }, () => call(routes.listSettings, token)));
    expect(gateway.keyQuestions).toBe(asked);
  });
});
