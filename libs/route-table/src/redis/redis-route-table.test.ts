import { createClient } from 'redis';
import { type Route } from '../route.js';
import { RouteTableUnavailable } from '../route-table.js';
import { describeRouteTable, sampleRoute } from '../testing/compliance.js';
import { RedisServer } from '../testing/redis-server.js';
import { RedisRouteTable } from './redis-route-table.js';

describe('with a real Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });

  afterAll(async () => {
    await redis.kill();
  });

  describeRouteTable('the route table in Redis', async () => ({
    table: await RedisRouteTable.open({ url: redis.url }),
    other: await RedisRouteTable.open({ url: redis.url }),
    forget: async () => {
      const client = createClient({ url: redis.url });
      await client.connect();
      await client.flushAll();
      client.destroy();
    },
  }));
});

describe('a route that was overwritten with something that is none', () => {
  it('is written again by its holder, and keeps no other lease from being renewed', async () => {
    const redis = await RedisServer.start();
    const table = await RedisRouteTable.open({ url: redis.url });
    const client = createClient({ url: redis.url });
    await client.connect();
    const routes = [sampleRoute(), sampleRoute()];
    for (const route of routes) await table.acquire(route);
    await client.set(`midstation:route:${routes[0]!.handle}`, 'no JSON');
    expect(await table.renew(routes)).toEqual([{ granted: true }, { granted: true }]);
    expect(await table.lookup(routes[0]!.handle)).toEqual(routes[0]);
    client.destroy();
    await table.close();
    await redis.kill();
  });
});

describe('a route that cannot be read', () => {
  it('is no answer, and changes nothing for those who watch it or others', async () => {
    const redis = await RedisServer.start();
    const table = await RedisRouteTable.open({ url: redis.url });
    const client = createClient({ url: redis.url });
    await client.connect();
    const [broken, sound] = [sampleRoute(), sampleRoute()];
    const store = (route: Route, text = JSON.stringify(route)): Promise<unknown> =>
      client.set(`midstation:route:${route.handle}`, text);
    await store(broken);
    const heard: (Route | null)[] = [];
    table.watch(broken.handle, (route) => heard.push(route));
    await until(() => heard.length === 1);
    await store(broken, '{"of":"another version"}');
    await expect(table.lookup(broken.handle)).rejects.toBeInstanceOf(RouteTableUnavailable);
    const others: (Route | null)[] = [];
    table.watch(sound.handle, (route) => others.push(route));
    await until(() => others.length === 1);
    // Written without a notice, so only a poll finds it, which reads both.
    await store(sound);
    await until(() => others.length === 2);
    expect([heard, others]).toEqual([[broken], [null, sound]]);
    client.destroy();
    await table.close();
    await redis.kill();
  });
});

describe('when Redis goes away', () => {
  let redis: RedisServer;
  let table: RedisRouteTable;
  const outages: string[] = [];

  beforeEach(async () => {
    redis = await RedisServer.start();
    outages.length = 0;
    table = await RedisRouteTable.open({
      url: redis.url,
      onAway: () => outages.push('away'),
      onBack: () => outages.push('back'),
    });
  });

  afterEach(async () => {
    await table.close();
    await redis.kill();
  });

  it('refuses at once while it is down, says so once, and works again when it is back', async () => {
    const route = sampleRoute();
    await table.acquire(route);
    await redis.kill();
    await expect(table.renew([route])).rejects.toBeInstanceOf(RouteTableUnavailable);
    await expect(table.lookup(route.handle)).rejects.toBeInstanceOf(RouteTableUnavailable);
    await redis.up();
    await until(() => table.isConnected);
    expect(await table.renew([route])).toEqual([{ granted: true }]);
    expect(outages).toEqual(['away', 'back']);
  });

  it('bounds the wait for a Redis that is frozen, and recovers', async () => {
    const route = sampleRoute();
    redis.signal('SIGSTOP');
    await expect(table.acquire(route)).rejects.toBeInstanceOf(RouteTableUnavailable);
    redis.signal('SIGCONT');
    await until(async () => (await table.acquire(route).catch(() => null))?.granted === true);
  });

  it('gives the connection to a frozen Redis up, however much is asked', async () => {
    const route = sampleRoute();
    redis.signal('SIGSTOP');
    while (outages.length === 0) await table.lookup(route.handle).catch(() => null);
    expect(table.isConnected).toBe(false);
    redis.signal('SIGCONT');
    await until(() => table.isConnected);
    expect(outages).toEqual(['away', 'back']);
  });

  it('keeps silent about the outage and tells what changed after it', async () => {
    const route = sampleRoute();
    const seen: (Route | null)[] = [];
    await table.acquire(route);
    table.watch(route.handle, (each) => seen.push(each));
    await until(() => seen.length === 1);
    await redis.kill();
    await redis.up();
    const writer = await RedisRouteTable.open({ url: redis.url });
    const next = { ...route, epoch: 2 };
    await writer.acquire(next);
    await until(() => seen.at(-1)?.epoch === 2);
    await writer.acquire({ ...next, epoch: 3 });
    await until(() => seen.at(-1)?.epoch === 3);
    await writer.close();
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
