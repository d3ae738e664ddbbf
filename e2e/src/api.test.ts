import { ApiClient } from '@mid-station/tools';
import { TestInstallation } from './rig/installation.js';
import type { Streamer } from './rig/streamer.js';

const TARGET = { name: 'Somewhere', platform: 'custom' as const, url: 'rtmp://127.0.0.1:19350/live', key: 'key-1234' };
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('the public API', () => {
  let installation: TestInstallation;
  let ada: Streamer;
  beforeAll(async () => {
    installation = await TestInstallation.start({ ingestNodes: 1 });
    ada = await installation.streamer('ada');
  }, 120_000);
  afterAll(() => installation?.stop());

  const answers = (status: number, code: string) => ({ status, problem: { code, requestId: expect.any(String) } });

  it('refuses a wrong password and an unknown account alike', async () => {
    const api = new ApiClient(installation.origin);
    await expect(api.signIn('ada', 'not the password')).rejects.toMatchObject(answers(401, 'wrong_credentials'));
    await expect(api.signIn('nobody', 'not the password')).rejects.toMatchObject(answers(401, 'wrong_credentials'));
  });

  it('refuses a taken handle and a taken e-mail address', async () => {
    const api = new ApiClient(installation.origin);
    const mail = 'ada@example.com';
    await expect(api.register('Ada', ada.password, 'new@example.com')).rejects.toMatchObject(
      answers(409, 'handle_taken'),
    );
    await expect(api.register('someone', ada.password, mail)).rejects.toMatchObject(answers(409, 'email_taken'));
  });

  it('asks for a sign-in', async () => {
    const api = new ApiClient(installation.origin);
    await expect(api.call('listSettings', {})).rejects.toMatchObject(answers(401, 'unauthenticated'));
  });

  it('names each bad field', async () => {
    const body = { name: ' ', platform: 'custom' as const, url: 'http://example.com/live' } as never;
    const setting = await ada.api.call('createSetting', { body: { name: 'Bad fields' } });
    const call = ada.api.call('createTarget', { params: { id: setting.id }, body });
    await expect(call).rejects.toMatchObject({ ...answers(400, 'invalid_request') });
    const errors = await call.catch((error: { problem: { errors: { path: string }[] } }) => error.problem.errors);
    expect((errors as { path: string }[]).map(({ path }) => path).sort()).toEqual(['key', 'name', 'url']);
  });

  it('answers 404 for an unknown id and for somebody else’s', async () => {
    const bob = await installation.streamer('bob');
    const setting = await ada.api.call('createSetting', { body: { name: 'Ada’s' } });
    const target = await ada.api.call('createTarget', { params: { id: setting.id }, body: TARGET });
    const notFound = answers(404, 'not_found');
    for (const id of [UNKNOWN, setting.id]) {
      await expect(bob.api.call('removeSetting', { params: { id } })).rejects.toMatchObject(notFound);
      await expect(bob.api.call('updateSetting', { params: { id }, body: { name: 'x' } })).rejects.toMatchObject(
        notFound,
      );
      await expect(bob.api.call('activateSetting', { params: { id }, body: { active: true } })).rejects.toMatchObject(
        notFound,
      );
      await expect(bob.api.call('createTarget', { params: { id }, body: TARGET })).rejects.toMatchObject(notFound);
    }
    for (const id of [UNKNOWN, target.id]) {
      await expect(bob.api.call('removeTarget', { params: { id } })).rejects.toMatchObject(notFound);
      await expect(bob.api.call('updateTarget', { params: { id }, body: { name: 'x' } })).rejects.toMatchObject(
        notFound,
      );
    }
    await expect(bob.api.call('session', { params: { id: UNKNOWN } })).rejects.toMatchObject(notFound);
  });

  it('shows of a target’s key the last four characters and nothing more', async () => {
    const setting = await ada.api.call('createSetting', { body: { name: 'Hidden key' } });
    const body = { ...TARGET, key: 'very-secret-stream-key-7890' };
    expect(await ada.api.call('createTarget', { params: { id: setting.id }, body })).toMatchObject({ keyHint: '7890' });
    expect(JSON.stringify(await ada.api.call('listSettings', {}))).not.toContain('very-secret');
  });

  it('does not go live without an active setting or without an enabled target', async () => {
    const cleo = await installation.streamer('cleo');
    await expect(cleo.goLive()).rejects.toMatchObject(answers(409, 'no_active_setting'));
    await cleo.useSetting([{ url: TARGET.url, key: TARGET.key, enabled: false }]);
    await expect(cleo.goLive()).rejects.toMatchObject(answers(409, 'no_target_enabled'));
    expect(await cleo.goOffline()).toBeNull();
  });

  it('makes one session of two Go Live clicks at once', async () => {
    const dora = await installation.streamer('dora');
    await dora.useSetting([{ url: TARGET.url, key: TARGET.key }]);
    const clicks = await Promise.all([dora.api.callFor('goLive', {}), dora.api.callFor('goLive', {})]);
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(new Set(clicks.map(({ body }) => body.id)).size).toBe(1);
    expect(await dora.api.call('listSessions', {})).toHaveLength(1);
    await dora.goOffline();
  });

  it('keeps one setting active at most', async () => {
    const eve = await installation.streamer('eve');
    await eve.useSetting([]);
    await eve.useSetting([]);
    const active = (await eve.api.call('listSettings', {})).map((setting) => setting.active);
    expect(active.sort()).toEqual([false, true]);
  });

  it('serves the OpenAPI document and the web app', async () => {
    const document = (await (await fetch(`${installation.origin}/api/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths).length).toBeGreaterThan(15);
    const page = await fetch(installation.origin);
    expect(page.headers.get('content-type')).toMatch(/text\/html/);
  });
});
