import { Client, PASSWORD, type SignedIn } from './client.js';
import { Stack } from './stack.js';

interface Token {
  id: string;
  token: string;
}
interface Ingest {
  servers: { rtmp: string; rtmps: string };
  streamKey: string;
}

describe('accounts over HTTP, with two copies of each service', () => {
  let stack: Stack;
  let other: string;

  beforeAll(async () => {
    stack = await Stack.start({ MIDSTATION_RATE_LIMIT_FACTOR: '100' });
    other = stack.gateways[1]!;
  }, 120_000);

  afterAll(() => stack.stop());

  it('makes the first of many accounts registered at once the operator, and no other', async () => {
    const urls = Array.from({ length: 6 }, (_, i) => stack.gateways[i % 2]!);
    const clients = await Promise.all(urls.map((url) => Client.register(url)));
    const answers = await Promise.all(clients.map((client) => client.call<SignedIn['user']>('GET', '/me')));
    expect(answers.map(({ body }) => body.role).sort()).toEqual(['operator', ...Array<string>(5).fill('user')]);
  });

  it('answers a registration with the user and a token that every gateway takes', async () => {
    const client = new Client(stack.url);
    const body = { handle: ' Grace ', email: 'grace@example.org', password: PASSWORD };
    const { status, body: signedIn, headers } = await client.signIn('/auth/register', body);
    expect(status).toBe(201);
    expect(signedIn).toEqual({ user: expect.anything(), accessToken: expect.anything(), expiresIn: 600 });
    expect(signedIn.user).toMatchObject({ handle: 'grace', email: 'grace@example.org', role: 'user' });
    expect(headers.getSetCookie()[0]).toMatch(/; Path=\/api\/auth; .*HttpOnly; SameSite=Strict/);
    const there = client.elsewhere(other);
    there.token = client.token;
    expect((await there.call('GET', '/me')).status).toBe(200);
  });

  it('refuses a taken handle, a taken address and a reserved handle, naming the field', async () => {
    await Client.register(stack.url, 'linus');
    const register = (handle: string, email: string) =>
      new Client(stack.url).call('POST', '/auth/register', { handle, email, password: PASSWORD });
    expect(await register('LINUS', 'x@example.org')).toMatchObject({ status: 409, body: { code: 'handle_taken' } });
    expect(await register('linus2', 'Linus@Example.org')).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    const reserved = await register('admin', 'admin@example.org');
    expect(reserved.body).toMatchObject({ code: 'handle_taken', errors: [{ path: 'handle' }] });
  });

  it('lets exactly one of two registrations of one handle at once succeed', async () => {
    const register = (url: string, n: number) =>
      new Client(url).call('POST', '/auth/register', { handle: 'twin', email: `twin${n}@x.org`, password: PASSWORD });
    const answers = await Promise.all(stack.gateways.flatMap((url, i) => [register(url, i), register(url, i + 2)]));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('signs in by handle or address, and answers a wrong password and an unknown name alike', async () => {
    await Client.register(stack.url, 'barbara');
    const login = (name: string, password: string) =>
      new Client(other).call('POST', '/auth/login', { login: name, password });
    expect((await login('Barbara', PASSWORD)).status).toBe(200);
    expect((await login('BARBARA@example.org', PASSWORD)).status).toBe(200);
    const [wrong, unknown] = [await login('barbara', 'not it at all'), await login('nobody-here', PASSWORD)];
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('replaces the refresh token at each use, and ends the sign-in when an old one is used again', async () => {
    const client = await Client.register(stack.url);
    const first = client.cookie;
    expect((await client.signIn('/auth/refresh')).body).toEqual({ accessToken: expect.any(String), expiresIn: 600 });
    expect(client.cookie).not.toBe(first);
    const thief = client.elsewhere(other);
    thief.cookie = first;
    expect(await thief.signIn('/auth/refresh')).toMatchObject({ status: 401, body: { code: 'refresh_reused' } });
    expect(await client.signIn('/auth/refresh')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('gives one new token when one refresh token is used many times at once', async () => {
    const client = await Client.register(stack.url);
    const tries = Array.from({ length: 6 }, (_, i) => {
      const each = client.elsewhere(stack.gateways[i % 2]!);
      each.cookie = client.cookie;
      return each.signIn('/auth/refresh');
    });
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  it('signs out, and is fine with signing out twice', async () => {
    const client = await Client.register(stack.url);
    const { cookie } = client;
    expect((await client.call('POST', '/auth/logout')).status).toBe(204);
    client.cookie = cookie;
    expect((await client.signIn('/auth/refresh')).status).toBe(401);
    expect((await client.call('POST', '/auth/logout')).status).toBe(204);
  });

  it('does not let a page of another site sign anybody in or out', async () => {
    const response = await fetch(`${stack.url}/api/auth/logout`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
  });

  it('changes the password and ends the other sign-ins, not this one', async () => {
    const client = await Client.register(stack.url, 'ken');
    const tablet = client.elsewhere();
    await tablet.signIn('/auth/login', { login: 'ken', password: PASSWORD });
    const change = { currentPassword: PASSWORD, newPassword: 'another long one' };
    const wrong = await client.call('POST', '/me/password', { ...change, currentPassword: 'guess guess' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    expect((await client.call('POST', '/me/password', change)).status).toBe(204);
    expect((await tablet.signIn('/auth/refresh')).status).toBe(401);
    expect((await client.signIn('/auth/refresh')).status).toBe(200);
    expect((await tablet.signIn('/auth/login', { login: 'ken', password: PASSWORD })).status).toBe(401);
  });

  it('changes the address unless somebody has it', async () => {
    const client = await Client.register(stack.url, 'dennis');
    expect((await client.call('PATCH', '/me', { email: 'd@example.org' })).body).toMatchObject({
      email: 'd@example.org',
    });
    await Client.register(stack.url, 'brian');
    expect(await client.call('PATCH', '/me', { email: 'brian@example.org' })).toMatchObject({
      status: 409,
      body: { code: 'email_taken' },
    });
  });

  it('deletes the account with everything in it, at once for every gateway', async () => {
    const client = await Client.register(stack.url, 'gone');
    await client.call('POST', '/settings', { name: 'Evening' });
    const there = client.elsewhere(other);
    there.token = client.token;
    expect((await client.call('DELETE', '/me')).status).toBe(204);
    expect((await client.call('GET', '/me')).status).toBe(401);
    expect((await client.signIn('/auth/refresh')).status).toBe(401);
    await stack.eventually(async () => expect((await there.call('GET', '/settings')).status).toBe(401));
    await stack.eventually(async () => {
      const rows = await stack.postgres.query('settings', "SELECT * FROM stream_settings WHERE name = 'Evening'");
      expect(rows).toEqual([]);
    });
    expect((await Client.register(stack.url, 'gone')).token).not.toBeNull();
  });

  it('makes API tokens that are shown once, work within their scope and end when revoked', async () => {
    const client = await Client.register(stack.url);
    const { body: made } = await client.call<Token>('POST', '/me/tokens', { name: 'Script', scope: 'read' });
    const script = client.elsewhere(other);
    script.token = made.token;
    expect((await script.call('GET', '/settings')).status).toBe(200);
    expect(await script.call('POST', '/settings', { name: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await script.call('GET', '/me/tokens')).status).toBe(403);
    const { body: list } = await client.call<Token[]>('GET', '/me/tokens');
    expect(list).toEqual([expect.objectContaining({ id: made.id, scope: 'read', lastUsedAt: expect.any(String) })]);
    expect(JSON.stringify(list)).not.toContain(made.token);
    expect((await client.call('DELETE', `/me/tokens/${made.id}`)).status).toBe(204);
    expect((await script.call('GET', '/settings')).status).toBe(401);
  });

  it('tells what goes into the encoder, and rotates the key with an overlap', async () => {
    const client = await Client.register(stack.url, 'streamer');
    const { body: before } = await client.call<Ingest>('GET', '/ingest');
    expect(before.servers).toEqual({
      rtmp: 'rtmp://localhost:1935/streamer',
      rtmps: 'rtmps://localhost:1936/streamer',
    });
    expect(before.streamKey).toMatch(/^[0-9a-z]{8}(-[0-9a-z]{8}){3}$/);
    const { body: after } = await client.call<Ingest>('POST', '/ingest/rotate', { overlapSeconds: 60 });
    expect(after.streamKey).not.toBe(before.streamKey);
    expect((await stack.identity('streamer'))?.keys).toHaveLength(2);
    await client.call('POST', '/ingest/rotate');
    expect((await stack.identity('streamer'))?.keys).toHaveLength(1);
  });

  it('keeps no password, token or key readable, in the database or in a log', async () => {
    const client = await Client.register(stack.url, 'secretive');
    const { body: ingest } = await client.call<Ingest>('GET', '/ingest');
    const { body: token } = await client.call<Token>('POST', '/me/tokens', { name: 'x' });
    const refreshToken = client.cookie!.split('=')[1]!;
    const rows = await stack.dump('auth', ['accounts', 'sign_ins', 'refresh_tokens', 'api_tokens', 'stream_keys']);
    for (const secret of [PASSWORD, ingest.streamKey, token.token, refreshToken, client.token!]) {
      expect(rows).not.toContain(secret);
      expect(stack.output.join('')).not.toContain(secret);
    }
  });
});
