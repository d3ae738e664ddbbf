import { AppError } from '@mid-station/contracts';
import { aSetting, aUser } from '../testing/fixtures/index.js';
import { ApiClient } from './client.js';

interface Seen {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

/** A server that answers each request by the next of the given functions of its path. */
function server(answers: Record<string, Array<() => Response>>) {
  const seen: Seen[] = [];
  const fetchFn = (url: string, init: Seen['init']) => {
    seen.push({ url, init });
    const answer = answers[`${init.method ?? 'GET'} ${url}`]?.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('network'));
  };
  return { seen, client: new ApiClient(fetchFn as typeof fetch, (task) => task()) };
}

const json = (status: number, body: unknown) => () => Response.json(body, { status });
const problem = (status: number, code: string) =>
  json(status, { type: 'about:blank', title: '', status, code, detail: `because ${code}`, requestId: 'r' });

describe('the API client', () => {
  it('fills the path, sends the token and the body, and answers what the schema read', async () => {
    const { client, seen } = server({ [`PATCH /api/settings/${aSetting.id}`]: [json(200, { ...aSetting, extra: 1 })] });
    client.signIn('token');
    const answer = await client.call('updateSetting', { params: { id: aSetting.id }, body: { name: 'Friday' } });
    expect(answer).toEqual(aSetting);
    expect(seen[0]?.init.headers.get('authorization')).toBe('Bearer token');
    expect(seen[0]?.init.body).toBe('{"name":"Friday"}');
  });

  it('gives null for an answer without a body', async () => {
    const { client } = server({ 'GET /api/live': [() => new Response(null, { status: 204 })] });
    await expect(client.call('live')).resolves.toBeNull();
  });

  it('renews the token once for all calls that were refused together, and repeats them', async () => {
    const { client, seen } = server({
      'GET /api/me': [
        problem(401, 'unauthenticated'),
        problem(401, 'unauthenticated'),
        json(200, aUser),
        json(200, aUser),
      ],
      'POST /api/auth/refresh': [json(200, { accessToken: 'new', expiresIn: 600 })],
    });
    await expect(Promise.all([client.call('me'), client.call('me')])).resolves.toEqual([aUser, aUser]);
    expect(seen.filter(({ url }) => url.endsWith('/refresh'))).toHaveLength(1);
    expect(seen.at(-1)?.init.headers.get('authorization')).toBe('Bearer new');
  });

  it('says that nobody is signed in when the cookie is refused', async () => {
    const { client } = server({
      'GET /api/me': [problem(401, 'unauthenticated')],
      'POST /api/auth/refresh': [problem(401, 'unauthenticated')],
    });
    let signedOut = 0;
    client.onSignedOut = () => signedOut++;
    await expect(client.call('me')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(signedOut).toBe(1);
  });

  it('keeps the sign-in when the token cannot be renewed because the server is away', async () => {
    const { client } = server({ 'GET /api/me': [problem(401, 'unauthenticated')] });
    client.onSignedOut = () => {
      throw new Error('signed out');
    };
    await expect(client.call('me')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not renew anything for a wrong password', async () => {
    const { client, seen } = server({ 'POST /api/me/password': [problem(401, 'wrong_credentials')] });
    const change = { currentPassword: 'x', newPassword: 'long enough 1' };
    await expect(client.call('changePassword', { body: change })).rejects.toMatchObject({ code: 'wrong_credentials' });
    expect(seen).toHaveLength(1);
  });

  it('turns problem details, foreign answers and a dead network into errors with a code', async () => {
    const { client } = server({
      'GET /api/settings': [
        problem(503, 'unavailable'),
        () => new Response('<html>', { status: 502 }),
        json(200, [{ id: 'not a setting' }]),
      ],
    });
    await expect(client.call('listSettings')).rejects.toMatchObject({
      code: 'unavailable',
      detail: 'because unavailable',
    });
    await expect(client.call('listSettings')).rejects.toMatchObject({ code: 'unavailable', detail: '' });
    await expect(client.call('listSettings')).rejects.toMatchObject({ code: 'internal' });
    await expect(client.call('listSettings')).rejects.toBeInstanceOf(AppError);
  });
});
