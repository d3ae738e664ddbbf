import { connectRedis } from '../redis/redis.js';
import { startNats, startRedis, TestPostgres, testBus, testLog } from './index.js';

describe('real servers for tests', () => {
  it('start, answer, go away and come back with their data', async () => {
    const postgres = await TestPostgres.start();
    try {
      await postgres.database('shop');
      await postgres.query('shop', 'CREATE TABLE things (name text)');
      await postgres.server.pause();
      await expect(postgres.query('shop', 'SELECT 1')).rejects.toThrow();
      await postgres.server.resume();
      await expect(postgres.query('shop', 'SELECT * FROM things')).resolves.toEqual([]);
    } finally {
      await postgres.stop();
    }
  });

  it('include the bus and Redis', async () => {
    const [nats, redis] = await Promise.all([startNats(), startRedis()]);
    const bus = await testBus(nats.url);
    const client = await connectRedis(redis.url, testLog);
    expect(bus.isConnected).toBe(true);
    expect(await client.ping()).toBe('PONG');
    await Promise.all([bus.close(), client.close()]);
    await Promise.all([nats.stop(), redis.stop()]);
  });
});
