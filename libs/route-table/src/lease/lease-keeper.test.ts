import { HANDOVER_MS, LEASE_MS, RENEW_INTERVAL_MS, STALL_MS, SYNTHESISE_MS } from '../limits.js';
import { MemoryRouteTable } from '../memory/memory-route-table.js';
import { type LeaseAnswer, type RouteListener, RouteTableUnavailable } from '../route-table.js';
import { type Route } from '../route.js';
import { SimProcess } from '../simulation/process.js';
import { Random } from '../simulation/random.js';
import { VirtualTime } from '../simulation/virtual-time.js';
import { sampleRoute } from '../testing/compliance.js';
import { LeaseKeeper } from './lease-keeper.js';
import { Leases } from './leases.js';

/** A table in memory that can go away. */
class CuttableTable extends MemoryRouteTable {
  isAway = false;
  /** Announces nothing. */
  isDeaf = false;

  override watch(handle: string, listener: RouteListener): () => void {
    return super.watch(handle, (route) => this.isDeaf || listener(route));
  }

  override renew(routes: readonly Route[]): Promise<LeaseAnswer[]> {
    return this.isAway ? Promise.reject(new RouteTableUnavailable('away')) : super.renew(routes);
  }
}

describe('keeping a lease', () => {
  let time: VirtualTime;
  let process: SimProcess;
  let table: CuttableTable;
  let leases: Leases;
  let keeper: LeaseKeeper;
  let losses: string[];
  let failures: number;
  const onLost = (reason: string): void => void losses.push(reason);
  const onUnverified = (): void => void (failures += 1);
  const route = sampleRoute();
  const successor = { ...route, epoch: 2, nodeId: 'node-b' };

  beforeEach(async () => {
    losses = [];
    failures = 0;
    time = new VirtualTime();
    process = new SimProcess(time, new Random(1));
    table = new CuttableTable(new SimProcess(time, new Random(1)));
    leases = new Leases(table, process);
    keeper = new LeaseKeeper(leases, route, { onLost, onUnverified });
    expect(await keeper.acquire()).toEqual({ granted: true });
  });

  const pass = (ms: number): Promise<void> => {
    time.after(0, () => undefined); // lets what is pending settle
    return time.runUntil(time.now + ms);
  };
  const may = (): string =>
    [keeper.mayForward && 'forward', keeper.maySynthesise && 'synthesise', keeper.mayStayConnected && 'connect']
      .filter(Boolean)
      .join(' ');

  it('renews it for as long as it runs', async () => {
    await pass(10 * LEASE_MS);
    expect(await table.lookup(route.handle)).toEqual(route);
    expect(may()).toBe('forward synthesise connect');
  });

  it('writes new keys at once', async () => {
    const keys = [{ hash: 'cd'.repeat(32), expiresAt: null }];
    keeper.updateKeys(keys);
    await pass(0);
    expect((await table.lookup(route.handle))?.keys).toEqual(keys);
  });

  it('gives it up for good', async () => {
    await keeper.release();
    await pass(LEASE_MS);
    expect(await table.lookup(route.handle)).toBeNull();
    expect(await table.acquire(route)).toMatchObject({ granted: false });
    expect(losses).toEqual([]);
    expect(may()).toBe('');
  });

  it('is refused like any claim when a higher epoch was there first', async () => {
    const late = new LeaseKeeper(leases, { ...route, epoch: 0 }, { onLost });
    expect(await late.acquire()).toEqual({ granted: false, reason: 'superseded' });
  });

  describe('while the table is away', () => {
    beforeEach(() => {
      keeper.encoderArrived();
      table.isAway = true;
    });

    it('goes on forwarding an encoder, says so, and heals by itself', async () => {
      await pass(20_000);
      table.forget();
      expect(may()).toBe('forward connect');
      expect(failures).toBeGreaterThan(0);
      table.isAway = false;
      await pass(RENEW_INTERVAL_MS);
      expect(await table.lookup(route.handle)).toEqual(route);
      expect(may()).toBe('forward synthesise connect');
      expect(losses).toEqual([]);
    });

    it('synthesises nothing once the encoder leaves, and ends when the lease has run out', async () => {
      keeper.encoderLeft();
      await pass(0);
      expect(may()).toBe('forward connect');
      await pass(LEASE_MS + RENEW_INTERVAL_MS);
      expect(losses).toEqual(['expired']);
    });

    it('stops what it synthesises before anybody else may begin', async () => {
      table.isAway = false;
      keeper.encoderLeft();
      await pass(0);
      expect(may()).toContain('synthesise');
      table.isAway = true;
      await pass(SYNTHESISE_MS);
      expect(may()).not.toContain('synthesise');
    });
  });

  describe('when another node has acquired', () => {
    it('ends at once without an encoder', async () => {
      await table.acquire(successor);
      await pass(1);
      expect(losses).toEqual(['superseded']);
    });

    it('goes on forwarding an encoder until it leaves', async () => {
      keeper.encoderArrived();
      await table.acquire(successor);
      await pass(1);
      expect(may()).toBe('forward connect');
      keeper.encoderLeft();
      expect(losses).toEqual(['superseded']);
      expect(may()).toBe('');
    });

    it('ends after a while although the encoder stays', async () => {
      keeper.encoderArrived();
      await table.acquire(successor);
      await pass(HANDOVER_MS + 1);
      expect(losses).toEqual(['superseded']);
    });

    it('synthesises nothing when it learns of it only by asking', async () => {
      keeper.encoderArrived();
      table.isDeaf = true;
      await table.acquire(successor);
      keeper.encoderLeft();
      expect(keeper.maySynthesise).toBe(false);
    });
  });

  describe('after it stood still', () => {
    const stall = async (ms: number): Promise<void> => {
      keeper.encoderArrived();
      process.stop();
      await pass(ms);
    };

    it('forwards nothing until the lease is verified', async () => {
      await stall(STALL_MS + 500);
      process.resume();
      expect(may()).toBe('connect');
      await pass(1);
      expect(may()).toBe('forward synthesise connect');
    });

    it('ends when somebody else has the session meanwhile, although its encoder seems to be there', async () => {
      await stall(STALL_MS + 500);
      await table.acquire(successor);
      process.resume();
      expect(keeper.mayForward).toBe(false);
      await pass(1);
      expect(losses).toEqual(['superseded']);
    });

    it('ends when that was longer than its lease', async () => {
      await stall(LEASE_MS + 500);
      process.resume();
      expect(may()).toBe('');
      expect(losses).toEqual(['frozen']);
    });

    it('is verified, not ended, when only the wall clock jumped', async () => {
      keeper.encoderArrived();
      process.wallOffset += 3_600_000;
      expect(may()).toBe('connect');
      await pass(1);
      expect(may()).toBe('forward synthesise connect');
    });
  });
});
