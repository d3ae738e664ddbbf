import { settingsBus, type Platform, type Setting, type Target } from '@mid-station/contracts';
import { NodeKeys } from '@mid-station/service';
import { Client } from './client.js';
import { Stack } from './stack.js';

const KEY = 'live_1234567890_abcdEFGH';
const target = { name: 'Twitch', platform: 'twitch', url: 'rtmp://live.twitch.tv/app', key: KEY };

describe('stream settings over HTTP, with two copies of each service', () => {
  let stack: Stack;
  let ada: Client;

  beforeAll(async () => {
    stack = await Stack.start({
      MIDSTATION_RATE_LIMIT_FACTOR: '0.1',
      MIDSTATION_PRACTICE_URL: 'rtmp://practice.example.com/practice',
    });
    ada = await Client.register(stack.url, 'ada');
  }, 120_000);

  afterAll(() => stack.stop());

  const make = async (name: string, client = ada): Promise<Setting> => {
    const { status, body } = await client.call<Setting>('POST', '/settings', { name });
    expect(status).toBe(201);
    return body;
  };

  afterEach(async () => {
    stack.live.liveSettings.clear();
    const { body: settings } = await ada.call<Setting[]>('GET', '/settings');
    for (const { id } of settings) await ada.call('DELETE', `/settings/${id}`);
  });

  it('are made with defaults, renamed, given options and deleted', async () => {
    const { id, ...made } = await make(' Evening show ');
    expect(made).toMatchObject({
      name: 'Evening show',
      active: false,
      options: { graceSeconds: 90, holdPolicy: 'freeze', autoLive: false },
      targets: [],
    });
    const changes = { name: 'Late show', options: { holdPolicy: 'end' } };
    expect((await ada.call<Setting>('PATCH', `/settings/${id}`, changes)).body).toMatchObject({
      name: 'Late show',
      options: { graceSeconds: 90, holdPolicy: 'end' },
    });
    expect((await ada.call<Setting[]>('GET', '/settings')).body).toHaveLength(1);
    expect((await ada.call('DELETE', `/settings/${id}`)).status).toBe(204);
    expect((await ada.call<Setting[]>('GET', '/settings')).body).toEqual([]);
  });

  it('have names of their own per user, whatever the case', async () => {
    const { id } = await make('Show');
    const second = await make('Other');
    expect(await ada.call('POST', '/settings', { name: 'show' })).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect((await ada.call('PATCH', `/settings/${second.id}`, { name: 'SHOW' })).body).toMatchObject({
      code: 'name_taken',
    });
    expect((await ada.call('PATCH', `/settings/${id}`, { name: 'SHOW' })).status).toBe(200);
  });

  it('are active one at a time, however many switches come at once', async () => {
    const settings = [await make('One'), await make('Two'), await make('Three')];
    const there = ada.elsewhere(stack.gateways[1]);
    there.token = ada.token;
    const switches = Array.from({ length: 12 }, (_, i) =>
      (i % 2 ? ada : there).call<Setting>('PUT', `/settings/${settings[i % 3]!.id}/active`, { active: true }),
    );
    expect((await Promise.all(switches)).map(({ status }) => status)).toEqual(Array(12).fill(200));
    const { body } = await ada.call<Setting[]>('GET', '/settings');
    const active = body.filter((setting) => setting.active);
    expect(active).toHaveLength(1);
    const off = await ada.call<Setting>('PUT', `/settings/${active[0]!.id}/active`, { active: false });
    expect(off.body.active).toBe(false);
  });

  it('stay where they are while live', async () => {
    const [live, other] = [await make('Live'), await make('Other')];
    await ada.call('PUT', `/settings/${live.id}/active`, { active: true });
    stack.live.liveSettings.add(live.id);
    // True of whichever of them is asked about.
    const detail = 'You are live with your active stream setting. Go Offline first.';
    const refused = { status: 409, body: { code: 'setting_live', detail } };
    expect(await ada.call('PUT', `/settings/${other.id}/active`, { active: true })).toMatchObject(refused);
    expect(await ada.call('PUT', `/settings/${live.id}/active`, { active: false })).toMatchObject(refused);
    expect(await ada.call('DELETE', `/settings/${live.id}`)).toMatchObject(refused);
    expect((await ada.call('PUT', `/settings/${live.id}/active`, { active: true })).status).toBe(200);
    expect((await ada.call('PATCH', `/settings/${live.id}`, { name: 'Still live' })).status).toBe(200);
    expect((await ada.call('DELETE', `/settings/${other.id}`)).status).toBe(204);
  });

  it('take targets whose keys come out only for streaming', async () => {
    const setting = await make('Keys');
    const path = `/settings/${setting.id}/targets`;
    const { status, body: made, ...answer } = await ada.call<Target>('POST', path, target);
    expect(status).toBe(201);
    expect(made).toMatchObject({ name: 'Twitch', platform: 'twitch', url: target.url, keyHint: 'EFGH', enabled: true });
    expect(JSON.stringify([made, ...answer.headers])).not.toContain(KEY);
    expect(JSON.stringify((await ada.call('GET', '/settings')).body)).not.toContain(KEY);
    expect(await stack.streamed(setting.id)).toEqual([
      expect.objectContaining({ targetId: made.id, key: KEY, enabled: true }),
    ]);
    expect(await stack.dump('settings', ['targets', 'stream_settings'])).not.toContain(KEY);
    expect(stack.output.join('')).not.toContain(KEY);
  });

  it('come without keys for whom no node is named, and for a node whose public key is none', async () => {
    const setting = await make('Sealed');
    await ada.call('POST', `/settings/${setting.id}/targets`, target);
    await ada.call('PUT', `/settings/${setting.id}/active`, { active: true });
    const asked = { userId: (await stack.identity('ada'))!.userId };
    const keyless = { settingId: setting.id, targets: [{ url: target.url }], sealedKeys: null };
    expect(await stack.bus.request(settingsBus.activePlan, { ...asked, sealedFor: null })).toMatchObject(keyless);
    const sealedFor = { nodeId: 'n1', publicKey: `B${'A'.repeat(86)}` };
    expect(await stack.bus.request(settingsBus.activePlan, { ...asked, sealedFor })).toMatchObject(keyless);
    const { publicKey } = await NodeKeys.make('n1');
    const plan = await stack.bus.request(settingsBus.activePlan, { ...asked, sealedFor: { nodeId: 'n1', publicKey } });
    expect(plan?.sealedKeys).toMatch(/^v1\./);
    expect(JSON.stringify(plan)).not.toContain(KEY);
    await ada.call('PUT', `/settings/${setting.id}/active`, { active: false });
  });

  it('keep a target key that an edit leaves out, and raise their revision with every edit', async () => {
    const setting = await make('Edits');
    const { body: made } = await ada.call<Target>('POST', `/settings/${setting.id}/targets`, target);
    const revision = async (): Promise<number> => {
      const rows = await stack.bus.request(settingsBus.revisions, { settingIds: [setting.id] });
      return rows[0]!.revision;
    };
    const before = await revision();
    await ada.call('PATCH', `/targets/${made.id}`, { enabled: false, name: 'Off' });
    expect(await revision()).toBe(before + 1);
    await ada.call('PATCH', `/targets/${made.id}`, { key: 'another-key-0000' });
    const [streamed] = await stack.streamed(setting.id);
    expect(streamed).toMatchObject({ name: 'Off', enabled: false, key: 'another-key-0000' });
    expect((await ada.call('DELETE', `/targets/${made.id}`)).status).toBe(204);
    expect(await revision()).toBe(before + 3);
  });

  it('send a stored key to no other server: that takes the key again', async () => {
    const setting = await make('Moved');
    const { body: made } = await ada.call<Target>('POST', `/settings/${setting.id}/targets`, target);
    const patch = (changes: object) => ada.call('PATCH', `/targets/${made.id}`, changes);
    const url = 'rtmp://example.org/app';
    expect(await patch({ url })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: 'key', message: expect.any(String) }] },
    });
    expect(await patch({ platform: 'custom', url })).toMatchObject({ status: 400 });
    expect(await stack.streamed(setting.id)).toMatchObject([{ url: target.url, key: KEY }]);
    expect(await patch({ url: `${target.url}?bandwidthtest=true` })).toMatchObject({ status: 200 });
    expect(await patch({ url, key: 'another-key-0000' })).toMatchObject({ status: 200 });
    expect(await stack.streamed(setting.id)).toMatchObject([{ url, key: 'another-key-0000' }]);
  });

  it('tell the bus of every change after it can be read', async () => {
    const setting = await make('Heard');
    const heard = new Set<number>();
    const stop = stack.bus.hear(settingsBus.changed, async ({ settingId, revision }) => {
      const [row] = await stack.bus.request(settingsBus.revisions, { settingIds: [settingId] });
      expect(row!.revision).toBeGreaterThanOrEqual(revision);
      heard.add(revision);
    });
    await stack.bus.settle();
    await ada.call('POST', `/settings/${setting.id}/targets`, target);
    await ada.call('PATCH', `/settings/${setting.id}`, { options: { autoLive: true } });
    await stack.eventually(() => expect(heard).toEqual(new Set([2, 3])));
    stop();
  });

  it('do not exist for anybody else', async () => {
    const setting = await make('Mine');
    const { body: mine } = await ada.call<Target>('POST', `/settings/${setting.id}/targets`, target);
    const eve = await Client.register(stack.url, 'eve');
    const notFound = { status: 404, body: { code: 'not_found' } };
    expect(await eve.call('PATCH', `/settings/${setting.id}`, { name: 'Hers' })).toMatchObject(notFound);
    expect(await eve.call('DELETE', `/settings/${setting.id}`)).toMatchObject(notFound);
    expect(await eve.call('PUT', `/settings/${setting.id}/active`, { active: true })).toMatchObject(notFound);
    expect(await eve.call('POST', `/settings/${setting.id}/targets`, target)).toMatchObject(notFound);
    expect(await eve.call('PATCH', `/targets/${mine.id}`, { enabled: false })).toMatchObject(notFound);
    expect(await eve.call('DELETE', `/targets/${mine.id}`)).toMatchObject(notFound);
    expect((await eve.call('GET', '/settings')).body).toEqual([]);
    const absent = '00000000-0000-4000-8000-000000000000';
    expect(await ada.call('DELETE', `/targets/${absent}`)).toMatchObject(notFound);
    expect(await ada.call('DELETE', '/settings/nonsense')).toMatchObject(notFound);
  });

  it('refuse targets that lead inside, and URLs that lead nowhere', async () => {
    const { id } = await make('Weapons');
    const post = (url: string) => ada.call('POST', `/settings/${id}/targets`, { ...target, url });
    for (const url of ['rtmp://127.0.0.1/app', 'rtmp://[::1]/app', 'rtmp://192.168.0.1/x', 'rtmp://x.org:22/app']) {
      expect(await post(url)).toMatchObject({ status: 400, body: { code: 'target_address_forbidden' } });
    }
    expect(await post('rtmp://u:p@example.org/app')).toMatchObject({ body: { code: 'target_url_invalid' } });
    expect(await post('https://example.org/app')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((await ada.call<Setting[]>('GET', '/settings')).body[0]!.targets).toEqual([]);
  });

  it('end at their quota, also when many are made at once', async () => {
    const tries = Array.from({ length: 9 }, (_, i) => ada.call('POST', '/settings', { name: `Setting ${i}` }));
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 403,
      body: { code: 'quota_exceeded' },
    });
    const { body: settings } = await ada.call<Setting[]>('GET', '/settings');
    const path = `/settings/${settings[0]!.id}/targets`;
    const targets = await Promise.all(Array.from({ length: 9 }, () => ada.call('POST', path, target)));
    expect(targets.filter(({ status }) => status === 201)).toHaveLength(5);
  });

  it('have so many targets together that all of them come in one answer, also when many are made at once', async () => {
    const mary = await Client.register(stack.url, 'mary');
    const settings = await Promise.all(Array.from({ length: 5 }, (_, i) => make(`Setting ${i}`, mary)));
    const longest = { ...target, name: 'ü'.repeat(80), url: `rtmp://example.org/${'€'.repeat(1_005)}` };
    const paths = Array.from({ length: 25 }, (_, i) => `/settings/${settings[i % 5]!.id}/targets`);
    const made = await Promise.all(paths.map((path) => mary.call<Target>('POST', path, longest)));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    const { body } = await mary.call<Setting[]>('GET', '/settings');
    // With ten times the quota, as it is unless it is multiplied, below what NATS carries.
    expect(Buffer.byteLength(JSON.stringify(body)) * 10).toBeLessThan(1_000_000);
  });

  it('come with presets for every platform, practice among them where there is one', async () => {
    const { body: platforms } = await ada.call<Platform[]>('GET', '/platforms');
    const practice = platforms.find(({ id }) => id === 'practice');
    expect(practice?.servers).toEqual([{ name: 'This installation', url: 'rtmp://practice.example.com/practice' }]);
    expect(platforms.map(({ id }) => id)).toEqual(expect.arrayContaining(['twitch', 'youtube', 'custom']));
  });
});
