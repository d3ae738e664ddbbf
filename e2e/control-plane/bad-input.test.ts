import { problemSchema, routes, type HttpRoute, type Setting, type Target } from '@mid-station/contracts';
import fc from 'fast-check';
import { Client, PASSWORD } from './client.js';
import { Stack } from './stack.js';

/** Inputs tried per route: bad bodies, bodies that are let pass, ids. */
const RUNS = { bad: 60, good: 20, id: 30 };

const TABLES = {
  auth: ['accounts', 'sign_ins', 'api_tokens', 'stream_keys', 'second_factors'],
  settings: ['stream_settings', 'targets'],
};

/** One good body per route that takes one; a route without one here fails its test. */
const good: Record<string, Record<string, unknown>> = {
  register: { handle: 'mallory', email: 'mallory@example.org', password: PASSWORD },
  login: { login: 'mallory', password: PASSWORD, secondFactor: '123456' },
  updateMe: { email: 'new@example.org' },
  changePassword: { currentPassword: PASSWORD, newPassword: 'another long one' },
  createToken: { name: 'Script', scope: 'read' },
  beginSecondFactor: { password: PASSWORD },
  confirmSecondFactor: { code: '123456' },
  disableSecondFactor: { password: PASSWORD },
  rotateIngest: { overlapSeconds: 60 },
  createSetting: { name: 'Show', options: { graceSeconds: 5, holdPolicy: 'freeze', autoLive: false } },
  updateSetting: { name: 'Show', options: { graceSeconds: 5, holdPolicy: 'end' } },
  activateSetting: { active: true },
  createTarget: { name: 'T', platform: 'custom', url: 'rtmp://example.org/live', key: 'some-key', enabled: true },
  updateTarget: { name: 'T', platform: 'custom', url: 'rtmp://example.org/live', key: 'some-key', enabled: false },
};

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : { a: nested(depth - 1) });

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    2 ** 53,
    -(2 ** 63),
    1e308,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e',
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    nested(500),
    'x'.repeat(5_000),
    "' OR 1=1 --",
    '${7*7}',
    '../../etc/passwd',
    '%00',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A good body with one field spoilt, missing or too many; or something else altogether; or not even JSON. */
const bodyOf = (name: string): fc.Arbitrary<string> => {
  const body = good[name]!;
  const field = fc.constantFrom(...Object.keys(body), '__proto__', 'constructor', 'role', 'id');
  const spoilt = fc.tuple(field, nasty).map(([key, value]) => JSON.stringify({ ...body, [key]: value }));
  const missing = field.map((key) => JSON.stringify({ ...body, [key]: undefined }));
  const doubled = fc.tuple(field, nasty).map(([key, value]) => {
    const [text, extra] = [JSON.stringify(body), JSON.stringify(value)];
    return `${text.slice(0, -1)},${JSON.stringify(key)}:${extra}}`;
  });
  const broken = fc.tuple(fc.nat(), fc.string()).map(([at, junk]) => {
    const text = JSON.stringify(body);
    return text.slice(0, at % text.length) + junk;
  });
  return fc.oneof({ weight: 4, arbitrary: spoilt }, missing, doubled, broken, fc.json());
};

describe('bad input', () => {
  let stack: Stack;
  let ada: Client;
  let ids: { id: string; targetId: string };
  const count = { tried: 0, refused: 0, ours: 0 };

  beforeAll(async () => {
    stack = await Stack.start({ MIDSTATION_RATE_LIMIT_FACTOR: '1000' });
    ada = await Client.register(stack.url, 'ada');
    const { body: setting } = await ada.call<Setting>('POST', '/settings', { name: 'Evening' });
    const { body: target } = await ada.call<Target>('POST', `/settings/${setting.id}/targets`, good['createTarget']);
    ids = { id: setting.id, targetId: target.id };
  }, 120_000);

  afterAll(() => stack.stop());

  const everything = async (): Promise<string> =>
    (await stack.dump('auth', TABLES.auth)) + (await stack.dump('settings', TABLES.settings));

  const pathOf = (route: HttpRoute, name: string): string => {
    const id = name.includes('Target') && name !== 'createTarget' ? ids.targetId : ids.id;
    return route.path.replace(/:\w+/g, id);
  };

  const check = async (route: HttpRoute, path: string, body?: string): Promise<number> => {
    const client = route.access === 'anyone' ? ada.elsewhere() : ada;
    const { status, body: answer, headers } = await client.send(route.method, path, body);
    count.tried += 1;
    if (status >= 400 && status < 500) count.refused += 1;
    if (status >= 500) count.ours += 1;
    expect(status).toBeLessThan(500);
    if (status < 400) return status;
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(problemSchema.parse(answer).status).toBe(status);
    return status;
  };

  const all = Object.entries<HttpRoute>(routes);
  const withBody = all.filter(([, { body }]) => body);
  const letPass = withBody.filter(([name]) => name !== 'changePassword');
  const withId = all.filter(([, { params }]) => params);

  it.each(withBody)(
    'for %s is told from good input, and changes nothing',
    async (name, route) => {
      const before = await everything();
      await fc.assert(
        fc.asyncProperty(bodyOf(name), async (body) => {
          fc.pre(!isGood(route, body));
          expect(await check(route, pathOf(route, name), body)).toBeGreaterThanOrEqual(400);
        }),
        { numRuns: RUNS.bad },
      );
      expect(await everything()).toBe(before);
    },
    60_000,
  );

  it.each(letPass)(
    'that %s lets pass is never too much for what lies behind',
    async (name, route) => {
      await fc.assert(
        fc.asyncProperty(bodyOf(name), async (body) => {
          fc.pre(isGood(route, body));
          await check(route, pathOf(route, name), body);
        }),
        { numRuns: RUNS.good, maxSkipsPerRun: 100 },
      );
    },
    60_000,
  );

  it.each(withId)('as the id of %s is not found', async (name, route) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (junk) => {
        fc.pre(isSegment(junk) && !route.params!.safeParse({ id: junk, targetId: junk }).success);
        const path = route.path.replace(/:\w+/g, () => encodeURIComponent(junk));
        expect(await check(route, path, route.body && JSON.stringify(good[name]))).toBe(404);
      }),
      { numRuns: RUNS.id },
    );
  });

  it('was tried on every route, more often than all of them have fields, and never was our fault', () => {
    console.log(`inputs tried ${count.tried}, refused ${count.refused}, answered 5xx ${count.ours}`);
    const fields = withBody.flatMap(([name]) => Object.keys(good[name]!));
    const planned = withBody.length * RUNS.bad + letPass.length * RUNS.good + withId.length * RUNS.id;
    expect(planned).toBeGreaterThan(fields.length * 10);
    expect(count.tried).toBeGreaterThanOrEqual(planned);
    expect(count.ours).toBe(0);
  });
});

function isGood(route: HttpRoute, text: string): boolean {
  try {
    return route.body!.safeParse(JSON.parse(text)).success;
  } catch {
    return text === '' && route.body!.safeParse({}).success;
  }
}

/** Whether it can stand in a path as one segment: lone surrogates cannot, and dots mean something else there. */
function isSegment(text: string): boolean {
  return Buffer.from(text).toString() === text && !/^\.{1,2}$/.test(text);
}
