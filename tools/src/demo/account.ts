import type { Setting } from '@mid-station/contracts';
import { ApiError, type ApiClient } from '../api-client/api-client.js';

export const DEMO_HANDLE = 'demo-streamer';
const SETTING_NAME = 'Demo';
const TARGET_NAMES = ['Practice one', 'Practice two', 'Practice three'];

/** Signs the demo account in, making it the first time. */
export async function signInDemo(api: ApiClient, password: string): Promise<void> {
  try {
    await api.signIn(DEMO_HANDLE, password);
  } catch (error) {
    if (!(error instanceof ApiError && error.problem.code === 'wrong_credentials')) throw error;
    await api.register(DEMO_HANDLE, password);
  }
}

/** An active setting with three targets at the installation's own practice destination, whatever was there before. */
export async function prepareSetting(api: ApiClient): Promise<void> {
  const settings = await api.call('listSettings', {});
  const setting =
    settings.find(({ name }) => name === SETTING_NAME) ??
    (await api.call('createSetting', { body: { name: SETTING_NAME } }));
  await prepareTargets(api, setting);
  if (!setting.active) await api.call('activateSetting', { params: { id: setting.id }, body: { active: true } });
}

async function prepareTargets(api: ApiClient, setting: Setting): Promise<void> {
  const url = await practiceUrl(api);
  for (const [index, name] of TARGET_NAMES.entries()) {
    const target = setting.targets.find((candidate) => candidate.name === name);
    const key = `demo-${index + 1}`;
    if (!target) {
      const body = { name, platform: 'practice' as const, url, key };
      await api.call('createTarget', { params: { id: setting.id }, body });
    } else if (target.url !== url || !target.enabled) {
      await api.call('updateTarget', { params: { id: target.id }, body: { url, key, enabled: true } });
    }
  }
}

async function practiceUrl(api: ApiClient): Promise<string> {
  const platforms = await api.call('platforms', {});
  const server = platforms.find(({ id }) => id === 'practice')?.servers[0];
  if (!server) throw new Error('This installation offers no practice destination.');
  return server.url;
}
