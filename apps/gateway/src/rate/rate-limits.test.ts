import { authBus, AppError, routes, TARGETS_PER_PROBE } from '@mid-station/contracts';
import { randomUUID } from 'node:crypto';
import { routeLimits } from './limits.js';
import { TestGateway } from '../testing/test-gateway.js';

const someSignIn = () => {
  const now = new Date().toISOString();
  const user = { id: randomUUID(), handle: 'ada', email: 'ada@example.org', role: 'user' as const, createdAt: now };
  return { user, accessToken: 'a.b.c', expiresIn: 600, refreshToken: 'token', refreshExpiresAt: now };
};

describe('rate limits', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    gateway.services.answer(authBus.login, ({ password }) => {
      if (password !== 'right') throw new AppError('wrong_credentials', 'No.');
      return Promise.resolve(someSignIn());
    });
    await gateway.services.settle();
  });

  afterAll(() => gateway.stop());

  const login = (name: string, from: string, password = 'guess') =>
    gateway.fetch('/api/auth/login', {
      method: 'POST',
      body: JSON.stringify({ login: name, password }),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    });

  const statuses = async (count: number, name: string, from: string): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push((await login(name, from)).status);
    return all;
  };

  it('stop one address from guessing at one account, and say when to come back', async () => {
    expect(await statuses(10, 'ada', '198.51.100.1')).toEqual(Array(10).fill(401));
    const refused = await login('Ada', '198.51.100.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
  });

  it('leave the owner of the account alone, who comes from elsewhere', async () => {
    await statuses(11, 'grace', '198.51.100.1');
    expect((await login('grace', '198.51.100.2')).status).toBe(401);
    expect((await login('bob', '198.51.100.1')).status).toBe(401);
  });

  it('stop many machines that guess at one account, and not its owner where they signed in before', async () => {
    expect((await login('mary', '203.0.113.50', 'right')).status).toBe(200);
    const guesses = Array.from({ length: 10 }, (_, i) => statuses(10, 'mary', `198.51.100.${100 + i}`));
    expect((await Promise.all(guesses)).flat().filter((status) => status === 429).length).toBeLessThanOrEqual(1);
    expect((await login('mary', '198.51.100.200')).status).toBe(429);
    expect((await login('mary', '203.0.113.50', 'right')).status).toBe(200);
  });

  it('let no single machine use up what a name has', () => {
    const [, hour, name] = routeLimits.get(routes.login)!;
    expect(hour).toMatchObject({ by: 'login and address', seconds: name!.seconds });
    expect(name).toMatchObject({ by: 'login' });
    expect(hour!.requests * 3).toBeLessThan(name!.requests);
  });

  it('let no account make a node connect to more addresses by edits and retries than by trying the way to them', () => {
    const [preflight] = routeLimits.get(routes.preflight)!;
    const [edits] = routeLimits.get(routes.updateTarget)!;
    expect([routes.createTarget, routes.retryTarget].map((route) => routeLimits.get(route))).toEqual([
      [edits],
      [edits],
    ]);
    expect(edits).toMatchObject({ by: 'account', seconds: preflight!.seconds });
    expect(edits!.requests).toBeLessThan(preflight!.requests * TARGETS_PER_PROBE);
  });

  it('count a whole IPv6 network as one address', async () => {
    for (let i = 1; i <= 10; i++) await login('linus', `2001:db8:1:2::${i}`);
    expect((await login('linus', '2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await login('linus', '2001:db8:1:3::1')).status).toBe(401);
  });

  it('hold while Redis is away', async () => {
    await gateway.redis.pause();
    expect((await statuses(11, 'barbara', '198.51.100.9')).at(-1)).toBe(429);
    expect((await gateway.fetch('/api/settings', { token: await gateway.accessToken() })).status).toBe(200);
    await gateway.redis.resume();
  });

  it('hold up nobody while Redis is there and answers nothing', async () => {
    const client = await TestGateway.start();
    client.redis.freeze();
    expect((await client.fetch('/api/settings', { token: await client.accessToken() })).status).toBe(200);
    client.redis.thaw();
    await client.stop();
  });
});
