import { LEASE_MS, RENEW_BATCH, RENEW_INTERVAL_MS } from '../limits.js';
import { MemoryRouteTable } from '../memory/memory-route-table.js';
import { type LeaseAnswer, RouteTableUnavailable } from '../route-table.js';
import { type Route } from '../route.js';
import { SimProcess } from '../simulation/process.js';
import { Random } from '../simulation/random.js';
import { VirtualTime } from '../simulation/virtual-time.js';
import { sampleRoute } from '../testing/compliance.js';
import { LeaseKeeper } from './lease-keeper.js';
import { Leases } from './leases.js';

/**
 * A table that notes how many renewals each question carried, and can be away for the question about one handle. It
 * announces nothing: what becomes of a lease shows in the answers alone.
 */
class ObservedTable extends MemoryRouteTable {
  readonly questions: number[] = [];
  awayFor: string | null = null;

  override watch(): () => void {
    return () => undefined;
  }

  override renew(routes: readonly Route[]): Promise<LeaseAnswer[]> {
    this.questions.push(routes.length);
    const isAway = routes.some(({ handle }) => handle === this.awayFor);
    return isAway ? Promise.reject(new RouteTableUnavailable('away')) : super.renew(routes);
  }
}

describe('the leases of a node', () => {
  let time: VirtualTime;
  let table: ObservedTable;
  let leases: Leases;
  const lost: string[] = [];
  const unverified: string[] = [];

  beforeEach(() => {
    time = new VirtualTime();
    table = new ObservedTable(new SimProcess(time, new Random(1)));
    leases = new Leases(table, new SimProcess(time, new Random(1)));
    lost.length = unverified.length = 0;
  });

  const keep = async (count: number): Promise<{ routes: Route[]; keepers: LeaseKeeper[] }> => {
    const routes = Array.from({ length: count }, () => sampleRoute());
    const keepers = routes.map((route) => {
      const onLost = (reason: string): void => void lost.push(`${route.handle} ${reason}`);
      return new LeaseKeeper(leases, route, { onLost, onUnverified: () => void unverified.push(route.handle) });
    });
    for (const keeper of keepers) {
      expect(await keeper.acquire()).toEqual({ granted: true });
      await time.runUntil(time.now + 10);
    }
    table.questions.length = 0;
    return { routes, keepers };
  };
  const pass = (ms: number): Promise<void> => time.runUntil(time.now + ms);

  it('are renewed with one question each interval, whenever they were taken', async () => {
    const { routes } = await keep(10);
    await pass(3 * RENEW_INTERVAL_MS);
    expect(table.questions).toEqual([10, 10, 10]);
    await pass(2 * LEASE_MS);
    for (const route of routes) expect(await table.lookup(route.handle)).toEqual(route);
  });

  it('are divided over several questions when they are many', async () => {
    await keep(RENEW_BATCH + 1);
    await pass(RENEW_INTERVAL_MS);
    expect(table.questions.slice(-2)).toEqual([RENEW_BATCH, 1]);
  });

  it('are lost one by one: who has been superseded is alone in it', async () => {
    const { routes } = await keep(10);
    await table.acquire({ ...routes[3]!, epoch: 2, nodeId: 'node-b' });
    await pass(2 * LEASE_MS);
    expect(lost).toEqual([`${routes[3]!.handle} superseded`]);
    expect(table.questions.at(-1)).toBe(9);
  });

  it('are all unverified when their question has no answer, and no longer when the next one has', async () => {
    const { routes, keepers } = await keep(3);
    table.awayFor = routes[1]!.handle;
    await pass(RENEW_INTERVAL_MS);
    expect(unverified).toEqual(routes.map(({ handle }) => handle));
    table.awayFor = null;
    await pass(RENEW_INTERVAL_MS);
    expect(lost).toEqual([]);
    expect(keepers.every(({ maySynthesise }) => maySynthesise)).toBe(true);
  });

  it('need no timer once all are given up', async () => {
    const { keepers } = await keep(2);
    for (const keeper of keepers) await keeper.release();
    await pass(5 * RENEW_INTERVAL_MS);
    expect(table.questions).toEqual([]);
  });

  it('are renewed at once where that is asked for, alone', async () => {
    const { keepers } = await keep(3);
    keepers[1]!.encoderLeft();
    await pass(0);
    expect(table.questions).toEqual([1]);
  });
});
