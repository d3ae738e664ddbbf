import { eventually, startRedis, testLog, type ServerProcess } from '../testing/index.js';
import { connectRedis, type RedisClient } from './redis.js';

describe('a connection to Redis', () => {
  let redis: ServerProcess;
  let client: RedisClient;
  let asking: NodeJS.Timeout;

  beforeAll(async () => {
    redis = await startRedis();
    client = await connectRedis(redis.url, testLog);
  });

  afterAll(async () => {
    clearInterval(asking);
    redis.thaw();
    client.destroy();
    await redis.stop();
  });

  it('is given up while Redis is there and answers nothing, however much is asked, and heals', async () => {
    redis.freeze();
    asking = setInterval(() => void client.get('key').catch(() => undefined), 100);
    await eventually(() => expect(client.isReady).toBe(false));
    clearInterval(asking);
    redis.thaw();
    await eventually(async () => expect(await client.get('key')).toBeNull());
  });
});
