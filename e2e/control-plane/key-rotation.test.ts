import { type Setting } from '@mid-station/contracts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from './client.js';
import { Stack } from './stack.js';

const run = promisify(execFile);
const OLD = Buffer.alloc(32, 7).toString('base64');
const NEW = Buffer.alloc(32, 8).toString('base64');

describe('the key that seals secrets', () => {
  it('is rotated while everything runs: no secret is lost, and the old key is needed no more', async () => {
    const stack = await Stack.start({ MIDSTATION_SECRET_KEY: `${NEW},${OLD}` });
    try {
      const ada = await Client.register(stack.url, 'ada');
      const { body: setting } = await ada.call<Setting>('POST', '/settings', { name: 'Evening' });
      const target = { name: 'T', platform: 'custom', url: 'rtmp://example.org/live', key: 'the-target-key' };
      await ada.call('POST', `/settings/${setting.id}/targets`, target);
      const { body: before } = await ada.call<{ streamKey: string }>('GET', '/ingest');
      const reseal = async (app: string, key: string): Promise<string> => {
        const env = {
          PATH: process.env['PATH'],
          MIDSTATION_DATABASE_URL: stack.postgres.url(app),
          MIDSTATION_SECRET_KEY: key,
        };
        const command = join(import.meta.dirname, '..', '..', 'apps', app, 'dist', 'reseal.js');
        return (await run(process.execPath, [command], { env })).stdout;
      };
      // To the old key and back again: each way the other key is still known.
      expect(await reseal('auth', `${OLD},${NEW}`)).toMatch('stream_keys: 1 sealed anew');
      expect(await reseal('settings', `${OLD},${NEW}`)).toMatch('targets: 1 sealed anew');
      expect(await reseal('settings', `${OLD},${NEW}`)).toMatch('targets: 0 sealed anew');
      expect((await ada.call<{ streamKey: string }>('GET', '/ingest')).body.streamKey).toBe(before.streamKey);
      expect(await stack.streamed(setting.id)).toMatchObject([{ key: 'the-target-key' }]);
      await expect(reseal('settings', NEW)).rejects.toThrow('not configured');
    } finally {
      await stack.stop();
    }
  }, 120_000);
});
