import { PREVIEW_UNAUTHORIZED, type AuditEvent, type SecondFactor, type SignInSummary } from '@mid-station/contracts';
import { Secret, TOTP } from 'otpauth';
import { Client, PASSWORD, type SignedIn } from './client.js';
import { liveSession, Stack } from './stack.js';
import { OpenEdge, watch } from './viewers.js';

interface Setup {
  secret: string;
  otpauthUrl: string;
}

/** What an authenticator app shows now, or so many half minutes from now. */
const codeOf = ({ secret }: Setup, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

describe('the security of an account', () => {
  let stack: Stack;
  let edge: OpenEdge;

  beforeAll(async () => {
    edge = await OpenEdge.start();
    stack = await Stack.start({ MIDSTATION_RATE_LIMIT_FACTOR: '100', MIDSTATION_EDGE_PREVIEW_URL: edge.url });
  }, 120_000);

  afterAll(async () => {
    await stack?.stop();
    await edge.stop();
  });

  const login = (handle: string, secondFactor?: string) =>
    new Client(stack.url).signIn('/auth/login', { login: handle, password: PASSWORD, secondFactor });

  const audit = async (client: Client): Promise<string[]> => {
    const { body } = await client.call<AuditEvent[]>('GET', '/me/audit');
    return body.map(({ kind, subject }) => (subject === null ? kind : `${kind} ${subject}`));
  };

  const withSecondFactor = async (handle: string) => {
    const client = await Client.register(stack.url, handle);
    const { body: setup } = await client.call<Setup>('POST', '/me/second-factor', { password: PASSWORD });
    const { body } = await client.call<{ recoveryCodes: string[] }>('PUT', '/me/second-factor', {
      code: codeOf(setup),
    });
    return { client, setup, recoveryCodes: body.recoveryCodes };
  };

  it('asks for a code once an app is confirmed, and not before', async () => {
    const client = await Client.register(stack.url, 'ada');
    const other = await login('ada');
    expect((await client.call('POST', '/me/second-factor', { password: 'wrong' })).status).toBe(401);
    const { body: setup } = await client.call<Setup>('POST', '/me/second-factor', { password: PASSWORD });
    expect(setup.otpauthUrl).toBe(
      `otpauth://totp/Mid-Station:ada?issuer=Mid-Station&secret=${setup.secret}&algorithm=SHA1&digits=6&period=30`,
    );
    expect((await login('ada')).status).toBe(200);
    expect(await client.call('PUT', '/me/second-factor', { code: '000000' })).toMatchObject({ status: 401 });
    const confirmed = await client.call<{ recoveryCodes: string[] }>('PUT', '/me/second-factor', {
      code: codeOf(setup),
    });
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    expect((await client.call<SecondFactor>('GET', '/me/second-factor')).body).toEqual({
      enabled: true,
      recoveryCodesLeft: 10,
    });
    expect(other.status).toBe(200);
    expect(await login('ada')).toMatchObject({ status: 401, body: { code: 'second_factor_required' } });
    expect((await client.signIn('/auth/refresh')).status).toBe(200);
    expect((await client.call('POST', '/me/second-factor', { password: PASSWORD })).status).toBe(400);
  });

  it('takes each code once, also when it comes many times at once', async () => {
    const { setup } = await withSecondFactor('bob');
    // The next one, because the present one set the app up. It is taken half a minute early, and for a minute after that.
    const code = codeOf(setup, 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => login('bob', code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    expect((await login('bob', codeOf(setup, -2))).status).toBe(401);
    expect((await login('bob', codeOf(setup, 5))).status).toBe(401);
    expect((await login('bob', '')).body).toMatchObject({ code: 'second_factor_required' });
  });

  it('takes each recovery code once', async () => {
    const { client, recoveryCodes } = await withSecondFactor('carol');
    const [first, second] = recoveryCodes;
    expect((await login('carol', first!.toUpperCase())).status).toBe(200);
    expect((await login('carol', first)).status).toBe(401);
    expect((await login('carol', ` ${second} `)).status).toBe(200);
    expect((await client.call<SecondFactor>('GET', '/me/second-factor')).body.recoveryCodesLeft).toBe(8);
  });

  it('is not told by an account whose password is wrong', async () => {
    await withSecondFactor('dave');
    const answer = await new Client(stack.url).signIn('/auth/login', { login: 'dave', password: 'wrong wrong' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
  });

  it('is turned off with the password, and can be set up anew', async () => {
    const { client } = await withSecondFactor('erin');
    expect((await client.call('POST', '/me/second-factor/disable', { password: 'wrong' })).status).toBe(401);
    expect((await client.call('POST', '/me/second-factor/disable', { password: PASSWORD })).status).toBe(204);
    expect((await login('erin')).status).toBe(200);
    expect((await client.call('POST', '/me/second-factor', { password: PASSWORD })).status).toBe(200);
  });

  it('shows the devices that are signed in, and signs one of them out at once, for every gateway', async () => {
    const here = await Client.register(stack.url, 'frank');
    const tablet = new Client(stack.gateways[1]!);
    await tablet.signIn('/auth/login', { login: 'frank', password: PASSWORD });
    const { body: devices } = await here.call<SignInSummary[]>('GET', '/me/sign-ins');
    expect(devices.map(({ current }) => current).sort()).toEqual([false, true]);
    const { id } = devices.find(({ current }) => !current)!;
    expect((await here.call('DELETE', `/me/sign-ins/${id}`)).status).toBe(204);
    await stack.eventually(async () => expect((await tablet.call('GET', '/settings')).status).toBe(401));
    expect((await tablet.signIn('/auth/refresh')).status).toBe(401);
    expect((await here.call('GET', '/settings')).status).toBe(200);
    expect((await here.call('DELETE', `/me/sign-ins/${id}`)).status).toBe(404);
  });

  it('signs out everywhere, here too', async () => {
    const here = await Client.register(stack.url, 'grace');
    const tablet = new Client(stack.gateways[1]!);
    await tablet.signIn('/auth/login', { login: 'grace', password: PASSWORD });
    expect((await here.call('DELETE', '/me/sign-ins')).status).toBe(204);
    for (const each of [here, tablet]) {
      await stack.eventually(async () => expect((await each.call('GET', '/settings')).status).toBe(401));
      expect((await each.signIn('/auth/refresh')).status).toBe(401);
    }
  });

  it.each<[string, string, (here: Client, there: string) => Promise<{ status: number }>]>([
    ['is signed out', 'nina', (here, there) => here.call('DELETE', `/me/sign-ins/${there}`)],
    [
      'was signed in with the password before',
      'olga',
      (here) => here.call('POST', '/me/password', { currentPassword: PASSWORD, newPassword: 'another long one' }),
    ],
  ])('ends the preview on the device that %s, and on no other', async (_, handle, end) => {
    stack.live.session = liveSession();
    const here = await Client.register(stack.url, handle);
    const tablet = here.elsewhere(stack.gateways[1]);
    await tablet.signIn('/auth/login', { login: handle, password: PASSWORD });
    const { body: devices } = await here.call<SignInSummary[]>('GET', '/me/sign-ins');
    const [mine, theirs] = [await watch(here), await watch(tablet)];
    expect((await end(here, devices.find(({ current }) => !current)!.id)).status).toBe(204);
    expect(await theirs.ended).toBe(PREVIEW_UNAUTHORIZED);
    expect(mine.isOpen()).toBe(true);
    await watch(here);
  });

  it('does not let one person end the sign-ins of another', async () => {
    const [heidi, ivan] = [await Client.register(stack.url, 'heidi'), await Client.register(stack.url, 'ivan')];
    const { body } = await heidi.call<SignInSummary[]>('GET', '/me/sign-ins');
    expect((await ivan.call('DELETE', `/me/sign-ins/${body[0]!.id}`)).status).toBe(404);
    expect((await heidi.signIn('/auth/refresh')).status).toBe(200);
  });

  it('writes down what was done, when and from where, for its owner alone', async () => {
    const client = await Client.register(stack.url, 'judy');
    await new Client(stack.url).call('POST', '/auth/login', { login: 'judy', password: 'guess guess' });
    await login('judy');
    await client.call('GET', '/ingest');
    await client.call('GET', '/ingest');
    await client.call('POST', '/ingest/rotate');
    await client.call('POST', '/me/tokens', { name: 'Script' });
    await client.call('PATCH', '/me', { email: 'new-judy@example.org' });
    expect(await audit(client)).toEqual([
      'email_changed',
      'api_token_created Script',
      'stream_key_rotated',
      'stream_key_viewed',
      'sign_in',
      'sign_in_failed',
      'account_registered',
    ]);
    const { body } = await client.call<AuditEvent[]>('GET', '/me/audit');
    expect(body[0]).toMatchObject({ remote: '127.0.0.1', userAgent: 'node' });
    expect(await audit(await Client.register(stack.url, 'kevin'))).toEqual(['account_registered']);
  });

  it('notes a copied refresh token', async () => {
    const client = await Client.register(stack.url, 'laura');
    const thief = client.elsewhere();
    thief.cookie = client.cookie;
    await client.signIn('/auth/refresh');
    await thief.signIn('/auth/refresh');
    await client.signIn('/auth/login', { login: 'laura', password: PASSWORD });
    expect(await audit(client)).toEqual(['sign_in', 'sign_in_copied', 'account_registered']);
  });

  it('keeps what an app shares unreadable at rest, and recovery codes as hashes', async () => {
    const { setup, recoveryCodes } = await withSecondFactor('mike');
    const rows = await stack.dump('auth', ['second_factors', 'recovery_codes', 'audit_events']);
    for (const secret of [setup.secret, ...recoveryCodes]) {
      expect(rows).not.toContain(secret);
      expect(stack.output.join('')).not.toContain(secret);
    }
  });

  // The last one: a gateway is gone after it.
  it('has what was done in the log of a gateway that is killed while auth is away', async () => {
    const client = await Client.register(stack.gateways[1]!, 'nadia');
    const { body: user } = await client.call<SignedIn['user']>('GET', '/me');
    const auth = stack.copiesOf('auth');
    for (const copy of auth) copy.kill('SIGSTOP');
    try {
      expect((await client.call('POST', '/live')).status).toBe(201);
      stack.copiesOf('gateway')[1]!.kill('SIGKILL');
      await stack.eventually(() => {
        const line =
          stack.output
            .join('')
            .split('\n')
            .find((each) => each.includes('"went_live"')) ?? '{}';
        expect(JSON.parse(line)).toMatchObject({
          event: { userId: user.id, kind: 'went_live', origin: { remote: '127.0.0.1' }, subject: 'Evening' },
        });
      });
    } finally {
      for (const copy of auth) copy.kill('SIGCONT');
    }
  });
});
