import { eventually, freePort, type ServerProcess, startNats, startRedis } from '@mid-station/service/testing';
import { Command } from './rig/command.js';
import { Owner } from './rig/owner.js';
import { repository } from './rig/work-dir.js';

describe.each(['ingest', 'edge'])('%s, started before NATS and Redis', (service) => {
  const owner = new Owner();
  let nats: ServerProcess;
  let redis: ServerProcess;
  let healthPort: number;
  let command: Command;

  beforeAll(async () => {
    [nats, redis] = await Promise.all([owner.own(startNats()), owner.own(startRedis())]);
    await Promise.all([nats.pause(), redis.pause()]); // their ports are known, and nobody is there
    healthPort = await freePort();
    command = new Command(process.execPath, [`${repository}apps/${service}/dist/main.js`], {
      env: {
        MIDSTATION_NATS_URL: nats.url,
        MIDSTATION_REDIS_URL: redis.url,
        MIDSTATION_HEALTH_PORT: String(healthPort),
        MIDSTATION_EDGE_HOST: '127.0.0.1',
        MIDSTATION_EDGE_PREVIEW_PORT: '0',
        MIDSTATION_RTMP_PORT: '0',
      },
    });
  });

  afterAll(async () => {
    command?.kill('SIGKILL');
    await command?.exited;
    await owner.stop();
  });

  /** What it says to whoever asks whether it takes work. */
  const readiness = async (): Promise<{ status: number; missing: Record<string, string> }> => {
    const answer = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
    const { missing } = (await answer.json()) as { missing: Record<string, string> };
    return { status: answer.status, missing };
  };

  it('waits for each in turn and says so, is ready when both have come, and stops cleanly', async () => {
    await command.prints(/waiting for NATS/);
    expect(await readiness()).toEqual({
      status: 503,
      missing: { start: 'still starting', nats: 'not connected to NATS yet' },
    });
    await nats.resume();
    await command.prints(/Redis is away/);
    expect(await readiness()).toEqual({
      status: 503,
      missing: { start: 'still starting', redis: 'Redis is away' },
    });
    await redis.resume();
    await eventually(async () => expect(await readiness()).toEqual({ status: 200, missing: {} }));
    command.kill('SIGTERM');
    expect(await command.exited).toEqual({ code: 0, signal: null });
  }, 90_000);
});
