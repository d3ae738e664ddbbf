import { authBus, settingsBus } from '@mid-station/contracts';
import { DeletedUsers, Health, type Bus } from '@mid-station/service';
import {
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { type SettingsConfig } from '../config.js';
import { openParts, SettingsModule, type SettingsParts } from '../settings.module.js';
import { SettingEditor } from './editor.js';
import { LiveGuard } from './live-guard.js';
import { SettingService } from './setting.service.js';

describe('what deleted users left when nobody heard the news', () => {
  let postgres: TestPostgres;
  let nats: ServerProcess;
  let bus: Bus;
  let parts: SettingsParts;
  let service: TestMicroservice;
  let sweeper: DeletedUsers;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([TestPostgres.start(), startNats()]);
    const config = {
      MIDSTATION_DATABASE_URL: await postgres.database('settings'),
      MIDSTATION_SECRET_KEY: [Buffer.alloc(32, 7)],
      MIDSTATION_RATE_LIMIT_FACTOR: 1,
    } as SettingsConfig;
    parts = await openParts(config, new Health(), testLog);
    service = await startMicroservice('settings', nats.url, config, SettingsModule.with(parts));
    bus = await testBus(nats.url);
    const { database } = parts;
    const settings = new SettingService(database, new SettingEditor(database, bus), new LiveGuard(bus), config);
    sweeper = new DeletedUsers(bus, settings, testLog);
  });

  afterAll(async () => {
    sweeper.onModuleDestroy();
    await Promise.all([bus.close(), service.close()]);
    await parts.close();
    await Promise.all([postgres.stop(), nats.stop()]);
  });

  const settingOf = async (userId: string): Promise<string> =>
    (await bus.request(settingsBus.create, { userId, setting: { name: 'Evening' } })).id;
  const settingsOf = async (userId: string): Promise<string[]> =>
    (await bus.request(settingsBus.list, { userId })).map(({ id }) => id);

  it('is kept while auth does not answer, and goes once auth says who is gone; nobody else loses anything', async () => {
    const [gone, here] = [randomUUID(), randomUUID()];
    const kept = [await settingOf(gone), await settingOf(here)];
    await sweeper.sweep();
    expect([...(await settingsOf(gone)), ...(await settingsOf(here))]).toEqual(kept);

    bus.answer(authBus.deleted, ({ userIds }) => Promise.resolve({ userIds: userIds.filter((id) => id === gone) }));
    await sweeper.sweep();
    expect(await settingsOf(gone)).toEqual([]);
    expect(await settingsOf(here)).toEqual(kept.slice(1));
  });
});
