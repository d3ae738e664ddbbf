import { PREVIEW_UNAUTHORIZED, type AuditEvent, type SecondFactor, type Setting } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { Command } from '../src/rig/command.js';
import { repository } from '../src/rig/work-dir.js';
import { Client } from './client.js';
import { liveSession, Stack } from './stack.js';
import { listen, OpenEdge, watch } from './viewers.js';

/** Seal secrets at rest; the services of the test know both. */
const OLD = Buffer.alloc(32, 7).toString('base64');
const NEW = Buffer.alloc(32, 8).toString('base64');
/** Each command takes more than a second of the processor to start. */
const LIMIT_MS = 120_000;
const PASSWORD = /^Password: (\w{4}(?:-\w{4}){3})$/m;

/** Everything auth keeps. */
const TABLES = ['accounts', 'sign_ins', 'refresh_tokens', 'api_tokens', 'second_factors', 'recovery_codes'];

describe('the operator at the machine, where registration is closed', () => {
  let stack: Stack;
  let edge: OpenEdge;
  const given: string[] = [];

  beforeAll(async () => {
    edge = await OpenEdge.start();
    stack = await Stack.start({
      MIDSTATION_RATE_LIMIT_FACTOR: '100',
      MIDSTATION_REGISTRATION: 'closed',
      MIDSTATION_SECRET_KEY: `${NEW},${OLD}`,
      MIDSTATION_EDGE_PREVIEW_URL: edge.url,
    });
  }, 120_000);

  afterAll(async () => {
    await stack?.stop();
    await edge.stop();
  });

  const run = async (app: 'auth' | 'settings', command: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const file = join(repository, 'apps', app, 'dist', `${command}.js`);
    const ran = new Command(process.execPath, [file, ...args], { env: { ...stack.environment(app), ...env } });
    const { code } = await ran.exited;
    return { code, output: ran.output };
  };
  const account = (...args: string[]) => run('auth', 'account', args);
  /** The password that the command printed. */
  const give = async (...args: string[]): Promise<string> => {
    const { code, output } = await account(...args);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(PASSWORD) as string });
    given.push(PASSWORD.exec(output)![1]!);
    return given.at(-1)!;
  };
  const signIn = async (login: string, password: string, base = stack.url) => {
    const client = new Client(base);
    return { client, answer: await client.signIn('/auth/login', { login, password }) };
  };
  const acts = async (client: Client): Promise<string[]> => {
    const { body } = await client.call<AuditEvent[]>('GET', '/me/audit');
    return body.map(({ kind, remote }) => `${kind} from ${remote}`);
  };

  it('makes the first account, which is an operator, while strangers are refused', async () => {
    const stranger = { handle: 'eve', email: 'eve@example.org', password: 'correct horse battery' };
    expect(await new Client(stack.url).call('POST', '/auth/register', stranger)).toMatchObject({
      status: 403,
      body: { code: 'registration_closed' },
    });
    const { client, answer } = await signIn('ada', await give('add', 'Ada', 'ada@example.org'));
    expect(answer.body.user).toMatchObject({ handle: 'ada', email: 'ada@example.org', role: 'operator' });
    expect(await acts(client)).toEqual(['sign_in from 127.0.0.1', 'account_added from command line']);
  });

  it(
    'lets somebody in again who lost everything, and ends what was open, everywhere and at once',
    async () => {
      stack.live.session = liveSession();
      const before = await give('add', 'dave', 'dave@example.org');
      const { client: lost, answer: first } = await signIn('dave', before, stack.gateways[1]);
      expect(first.body.user.role).toBe('user');
      const { body: setup } = await lost.call<{ secret: string }>('POST', '/me/second-factor', { password: before });
      const code = new TOTP({ secret: Secret.fromBase32(setup.secret) }).generate();
      expect((await lost.call('PUT', '/me/second-factor', { code })).status).toBe(200);
      const { body: script } = await lost.call<{ token: string }>('POST', '/me/tokens', { name: 'Script' });
      const [events, preview] = [await listen(lost), await watch(lost)];

      const password = await give('reset', 'Dave@example.org');
      await events.ended;
      expect(await preview.ended).toBe(PREVIEW_UNAUTHORIZED);
      await eventually(async () => expect((await lost.call('GET', '/settings')).status).toBe(401));
      expect((await lost.signIn('/auth/refresh')).status).toBe(401);
      expect((await signIn('dave', before)).answer.status).toBe(401);
      lost.token = script.token;
      expect((await lost.call('GET', '/settings')).status).toBe(200);

      const { client, answer } = await signIn('dave', password);
      expect(answer.status).toBe(200);
      const factor = { enabled: false, recoveryCodesLeft: 0 } satisfies SecondFactor;
      expect((await client.call<SecondFactor>('GET', '/me/second-factor')).body).toEqual(factor);
      expect(await acts(client)).toContain('account_reset from command line');
      const change = { currentPassword: password, newPassword: 'one of my own choice' };
      expect((await client.call('POST', '/me/password', change)).status).toBe(204);
    },
    LIMIT_MS,
  );

  it('is told in words what cannot be done, and how to ask', async () => {
    const [taken, incomplete] = await Promise.all([account('add', 'ADA', 'other@example.org'), account('add', 'erin')]);
    const saying = (code: number, words: RegExp) => ({ code, output: expect.stringMatching(words) as string });
    expect(taken).toEqual(saying(1, /^This handle is taken\. Choose another one\.$/m));
    expect(incomplete).toEqual(saying(64, /^Usage:/));
  });

  it(
    'rotates the key that seals secrets while everything runs: none is lost, and the old key is needed no more',
    async () => {
      const { client: erin, answer } = await signIn(
        'erin',
        await give('add', 'erin', 'erin@example.org', '--operator'),
      );
      expect(answer.body.user.role).toBe('operator');
      const { body: setting } = await erin.call<Setting>('POST', '/settings', { name: 'Evening' });
      const target = { name: 'T', platform: 'custom', url: 'rtmp://example.org/live', key: 'the-target-key' };
      await erin.call('POST', `/settings/${setting.id}/targets`, target);
      const { body: before } = await erin.call<{ streamKey: string }>('GET', '/ingest');
      const reseal = async (app: 'auth' | 'settings', key: string): Promise<string> =>
        (await run(app, 'reseal', [], { MIDSTATION_SECRET_KEY: key })).output;
      // To the new key and back again: each way the other key is still known.
      const keys = (await stack.postgres.query('auth', 'SELECT 1 FROM stream_keys')).length;
      expect(await reseal('auth', `${NEW},${OLD}`)).toMatch(`stream_keys: ${keys} sealed anew`);
      expect(await reseal('settings', `${OLD},${NEW}`)).toMatch('targets: 1 sealed anew');
      expect(await reseal('settings', `${OLD},${NEW}`)).toMatch('targets: 0 sealed anew');
      expect((await erin.call<{ streamKey: string }>('GET', '/ingest')).body.streamKey).toBe(before.streamKey);
      expect(await stack.streamed(setting.id)).toMatchObject([{ key: 'the-target-key' }]);
      expect(await reseal('settings', NEW)).toMatch('not configured');
    },
    LIMIT_MS,
  );

  it('leaves the passwords nowhere', async () => {
    const rows = await stack.dump('auth', TABLES);
    expect(given).toHaveLength(4);
    for (const password of given) {
      expect(rows).not.toContain(password);
      expect(stack.output.join('')).not.toContain(password);
    }
  });
});
