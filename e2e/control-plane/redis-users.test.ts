import { RedisRouteTable, type Route } from '@mid-station/route-table';
import { connectRedis, type RedisClient } from '@mid-station/service';
import { redisUsers, type RedisPart } from '@mid-station/service/access';
import { eventually, ServerProcess, testLog } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RateLimiterRedis } from 'rate-limiter-flexible';

const PARTS: RedisPart[] = ['edge', 'gateway', 'ingest'];
const users = PARTS.map((part) => ({ part, name: part, password: `secret-of-${part}` }));

const route = (handle: string): Route => ({
  handle,
  sessionId: randomUUID(),
  userId: randomUUID(),
  epoch: 1,
  nodeId: 'ingest-1',
  host: '127.0.0.1',
  port: 20_000,
  previewPort: 20_001,
  keys: [{ hash: 'ab'.repeat(32), expiresAt: null }],
  leaseMs: 60_000,
});

describe('Redis users with the rights of their part', () => {
  let redis: ServerProcess;
  const tables = new Map<RedisPart, RedisRouteTable>();
  const clients = new Map<RedisPart, RedisClient>();
  const as = (part: RedisPart): RedisClient => clients.get(part)!;

  beforeAll(async () => {
    redis = await ServerProcess.start('redis-users', 'redis', async (port, folder) => {
      const config = `port ${port}\nbind 127.0.0.1\nsave ""\nappendonly no\n${redisUsers(users)}`;
      await writeFile(join(folder, 'redis.conf'), config);
      return { file: 'redis-server', args: [join(folder, 'redis.conf')] };
    });
    for (const { part, name, password } of users) {
      const url = `redis://${name}:${password}@127.0.0.1:${redis.port}`;
      clients.set(part, await connectRedis(url, testLog));
      if (part !== 'gateway') tables.set(part, await RedisRouteTable.open({ url }));
    }
  });

  afterAll(async () => {
    for (const table of tables.values()) await table.close();
    for (const client of clients.values()) client.destroy();
    await redis.stop();
  });

  it('let a node take, renew and give back a lease, and an edge read it and hear of it', async () => {
    const [node, edge, ada] = [tables.get('ingest')!, tables.get('edge')!, route('ada')];
    const seen: (number | undefined)[] = [];
    const stop = edge.watch('ada', (each) => void seen.push(each?.epoch));
    expect(await node.acquire(ada)).toEqual({ granted: true });
    expect(await node.renew([ada])).toEqual([{ granted: true }]);
    expect(await edge.lookup('ada')).toEqual(ada);
    await eventually(() => expect(seen).toContain(1));
    expect(await node.release(ada)).toBe(true);
    await eventually(() => expect(seen.at(-1)).toBeUndefined());
    stop();
  });

  it('let a gateway count', async () => {
    const limiter = new RateLimiterRedis({
      storeClient: as('gateway'),
      useRedisPackage: true,
      keyPrefix: 'rate:login',
      points: 1,
      duration: 60,
    });
    expect(await limiter.consume('somebody')).toMatchObject({ remainingPoints: 0 });
    await expect(limiter.consume('somebody')).rejects.toMatchObject({ consumedPoints: 2 });
  });

  it('keep an edge from sending encoders elsewhere', async () => {
    await expect(tables.get('edge')!.acquire(route('grace'))).rejects.toThrow(/permission/i);
    await expect(as('edge').set('midstation:route:grace', '{}')).rejects.toThrow(/NOPERM/);
    await expect(as('edge').publish('midstation:routes', 'grace')).rejects.toThrow(/NOPERM/);
  });

  it.each<[RedisPart, string]>([
    ['gateway', 'midstation:route:ada'],
    ['ingest', 'rate:login:somebody'],
    ['edge', 'rate:login:somebody'],
    ['edge', 'midstation:fence:1'],
  ])('keep %s away from %s', async (part, key) => {
    await expect(as(part).get(key)).rejects.toThrow(/NOPERM/);
  });

  it.each(PARTS)('keep %s from looking around and from running the server', async (part) => {
    for (const command of [['KEYS', '*'], ['CONFIG', 'GET', '*'], ['FLUSHALL'], ['ACL', 'LIST'], ['SCAN', '0']])
      await expect(as(part).sendCommand(command)).rejects.toThrow(/NOPERM/);
  });

  it('let strangers do nothing but ask whether it is alive', async () => {
    const stranger = await connectRedis(`redis://127.0.0.1:${redis.port}`, testLog);
    expect(await stranger.ping()).toBe('PONG');
    await expect(stranger.get('midstation:route:ada')).rejects.toThrow(/NOPERM/);
    stranger.destroy();
  });
});
