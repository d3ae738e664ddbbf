import { authBus, routes } from '@mid-station/contracts';
import { routeLimits } from '../rate/limits.js';
import { TestGateway } from '../testing/test-gateway.js';

const NEWCOMER = { handle: 'eve', email: 'eve@example.org', password: 'correct horse battery' };
const [LIMIT] = routeLimits.get(routes.register)!;

describe('registration that is closed', () => {
  let gateway: TestGateway;
  let asked = 0;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      MIDSTATION_REGISTRATION: 'closed',
      MIDSTATION_RATE_LIMIT_FACTOR: String(2 / LIMIT!.requests),
    });
    gateway.services.answer(authBus.register, () => {
      asked++;
      throw new Error('nobody may be made');
    });
    await gateway.services.settle();
  });

  afterAll(() => gateway.stop());

  const register = () =>
    gateway.fetch('/api/auth/register', {
      method: 'POST',
      body: JSON.stringify(NEWCOMER),
      headers: { 'content-type': 'application/json' },
    });

  it('is told to whoever asks', async () => {
    const answer = await gateway.fetch('/api/auth/registration');
    expect([answer.status, await answer.json()]).toEqual([200, { open: false }]);
  });

  it('refuses in words, without asking auth, and counts who tries', async () => {
    const refused = await register();
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      code: 'registration_closed',
      detail: 'This installation takes no new accounts by itself. Ask its operator for one.',
    });
    // Twice the limit at most: Redis and the process count apart while Redis stalls.
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await register()).status);
    expect(statuses.at(-1)).toBe(429);
    expect(asked).toBe(0);
  });
});
