import { authBus, AppError } from '@mid-station/contracts';
import { TestGateway } from '../testing/test-gateway.js';

describe('rate limits', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    gateway.services.answer(authBus.login, () => {
      throw new AppError('wrong_credentials', 'No.');
    });
    await gateway.services.settle();
  });

  afterAll(() => gateway.stop());

  const login = (name: string, from: string) =>
    gateway.fetch('/api/auth/login', {
      method: 'POST',
      body: JSON.stringify({ login: name, password: 'guess' }),
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
