import { AppError, liveBus } from '@mid-station/contracts';
import { PlaceKey, readConfig, sealForPlace, type Bus } from '@mid-station/service';
import { natsAuthorization } from '@mid-station/service/access';
import { startNats, testBus, testLog, type ServerProcess } from '@mid-station/service/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestConfigSchema, type IngestConfig } from '../config.js';
import { takePlace } from './take-place.js';

describe('a node that is started without a name', () => {
  let nats: ServerProcess;
  let folder: string;
  let orchestrator: Bus;
  const url = (user: string): string => nats.url.replace('//', `//${user}:secret-of-${user}@`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-take-place-'));
    const users = [
      { part: 'newcomer' as const, name: 'newcomer' },
      { part: 'orchestrator' as const, name: 'orchestrator' },
    ];
    const authorization = natsAuthorization(users.map((user) => ({ ...user, password: `secret-of-${user.name}` })));
    await writeFile(join(folder, 'nats.conf'), authorization);
    nats = await startNats(['-c', join(folder, 'nats.conf')]);
    orchestrator = await testBus(url('orchestrator'));
  });
  afterAll(async () => {
    await orchestrator.close();
    await nats.stop();
    await rm(folder, { recursive: true });
  });

  const config = (env: Record<string, string>): IngestConfig => ({
    ...readConfig(ingestConfigSchema, env),
    MIDSTATION_INSTANCE: 'ingest-container',
    MIDSTATION_NATS_URL: url('newcomer'),
    MIDSTATION_HEALTH_HOST: '127.0.0.1',
    MIDSTATION_HEALTH_PORT: 0,
    MIDSTATION_LOG_LEVEL: 'info',
  });

  it('asks until it is given a place, and goes on under its name with its password', async () => {
    const file = join(folder, 'key');
    const taking = takePlace(config({ MIDSTATION_PLACE_KEY_FILE: file }), testLog);
    const asked: string[] = [];
    const stop = orchestrator.answer(liveBus.takePlace, async ({ publicKey }) => {
      asked.push(publicKey);
      if (asked.length < 3) throw new AppError('quota_exceeded', 'All places have been given.');
      return { nodeId: 'node-7', sealedPassword: (await sealForPlace(publicKey, 'node-7', 'p@ss/word'))! };
    });
    const { MIDSTATION_INSTANCE, MIDSTATION_NATS_URL } = await taking;
    stop();
    expect(MIDSTATION_INSTANCE).toBe('node-7');
    const own = new URL(MIDSTATION_NATS_URL);
    expect([own.username, decodeURIComponent(own.password), own.host]).toEqual([
      'node-7',
      'p@ss/word',
      new URL(nats.url).host,
    ]);
    expect(new Set(asked)).toEqual(new Set([(await PlaceKey.load(file)).publicKey]));
  });

  it('does not take a place that was sealed for another', async () => {
    const [file, other] = [join(folder, 'mine'), await PlaceKey.load(join(folder, 'other'))];
    let answers = 0;
    const stop = orchestrator.answer(liveBus.takePlace, async ({ publicKey }) => {
      const [key, nodeId] = answers++ === 0 ? [other.publicKey, 'node-1'] : [publicKey, 'node-2'];
      return { nodeId, sealedPassword: (await sealForPlace(key, nodeId, 'secret'))! };
    });
    const { MIDSTATION_INSTANCE } = await takePlace(config({ MIDSTATION_PLACE_KEY_FILE: file }), testLog);
    stop();
    expect(MIDSTATION_INSTANCE).toBe('node-2');
    expect(answers).toBe(2);
  });

  it('that has a name and credentials already goes on with them', async () => {
    const given = config({});
    expect(await takePlace(given, testLog)).toBe(given);
  });
});
