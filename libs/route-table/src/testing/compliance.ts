import { randomUUID } from 'node:crypto';
import { type Route } from '../route.js';
import { type RouteTable } from '../route-table.js';

export interface TableUnderTest {
  readonly table: RouteTable;
  /** A second way into the same table, as another process has it. */
  readonly other: RouteTable;
  /** Loses everything that is stored. */
  forget(): Promise<void>;
}

/** A lease life short enough to wait for. */
const SHORT_LEASE_MS = 150;

let serial = 0;

/** A route of a fresh handle and session. */
export function sampleRoute(changes: Partial<Route> = {}): Route {
  serial += 1;
  return {
    handle: `user${serial}-${process.pid}`,
    sessionId: randomUUID(),
    userId: randomUUID(),
    epoch: 1,
    nodeId: 'node-a',
    host: '127.0.0.1',
    port: 20_000,
    previewPort: 20_001,
    keys: [{ hash: 'ab'.repeat(32), expiresAt: null }],
    leaseMs: 3_000,
    ...changes,
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What every route table does. `open` is called once, for the whole suite. */
export function describeRouteTable(name: string, open: () => Promise<TableUnderTest>): void {
  describe(name, () => {
    let table: RouteTable;
    let other: RouteTable;
    let forget: () => Promise<void>;

    beforeAll(async () => {
      ({ table, other, forget } = await open());
    });

    afterAll(async () => {
      await Promise.all([table.close(), other.close()]);
    });

    const granted = { granted: true };
    const superseded = { granted: false, reason: 'superseded' };

    describe('acquire', () => {
      it('makes the route visible to everybody, exactly as it was given', async () => {
        const route = sampleRoute();
        expect(await table.acquire(route)).toEqual(granted);
        expect(await other.lookup(route.handle)).toEqual(route);
      });

      it('may be repeated by the same node', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        expect(await table.acquire(route)).toEqual(granted);
      });

      it('gives the lease to a higher epoch of the session', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        const next = { ...route, epoch: 2, nodeId: 'node-b' };
        expect(await other.acquire(next)).toEqual(granted);
        expect(await table.lookup(route.handle)).toEqual(next);
      });

      it('refuses a lower epoch', async () => {
        const route = sampleRoute({ epoch: 5 });
        await table.acquire(route);
        expect(await other.acquire({ ...route, epoch: 4, nodeId: 'node-b' })).toEqual(superseded);
        expect(await table.lookup(route.handle)).toEqual(route);
      });

      it('refuses an equal epoch from another node', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        expect(await other.acquire({ ...route, nodeId: 'node-b' })).toEqual(superseded);
      });

      it('still refuses a lower epoch, and an equal one of another node, after the lease ran out', async () => {
        const route = sampleRoute({ epoch: 5, leaseMs: SHORT_LEASE_MS });
        await table.acquire(route);
        await until(async () => (await table.lookup(route.handle)) === null);
        expect(await other.acquire({ ...route, epoch: 4 })).toEqual(superseded);
        expect(await other.acquire({ ...route, nodeId: 'node-b' })).toEqual(superseded);
        expect(await other.acquire({ ...route, epoch: 6, nodeId: 'node-b' })).toEqual(granted);
      });

      it('is busy while another session of the handle with an equal or higher epoch lives, and says for how long', async () => {
        const route = sampleRoute({ epoch: 3, leaseMs: 1_000 });
        await table.acquire(route);
        const answer = await other.acquire(sampleRoute({ handle: route.handle, epoch: 1 }));
        expect(answer).toMatchObject({ granted: false, reason: 'busy' });
        expect((answer as { retryInMs: number }).retryInMs).toBeGreaterThan(0);
        expect((answer as { retryInMs: number }).retryInMs).toBeLessThanOrEqual(1_000);
      });

      it('lets a new session with a higher epoch displace the old one at once', async () => {
        const old = sampleRoute({ epoch: 3 });
        await table.acquire(old);
        const fresh = sampleRoute({ handle: old.handle, epoch: 4 });
        expect(await other.acquire(fresh)).toEqual(granted);
        expect(await table.renew([old])).toEqual([superseded]);
      });

      it('grants exactly one of many nodes that want the same epoch at once', async () => {
        const route = sampleRoute();
        const wishes = Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? table : other).acquire({ ...route, nodeId: `node-${at}` }),
        );
        expect((await Promise.all(wishes)).filter((answer) => answer.granted)).toHaveLength(1);
      });

      it('refuses what is not a route', async () => {
        await expect(table.acquire(sampleRoute({ port: 0 }))).rejects.toThrow();
      });
    });

    describe('renew', () => {
      it('keeps the lease alive past its life', async () => {
        const route = sampleRoute({ leaseMs: SHORT_LEASE_MS });
        await table.acquire(route);
        const end = Date.now() + 3 * SHORT_LEASE_MS;
        while (Date.now() < end) {
          expect(await table.renew([route])).toEqual([granted]);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        expect(await table.lookup(route.handle)).toEqual(route);
      });

      it('writes new keys', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        const keys = [...route.keys, { hash: 'cd'.repeat(32), expiresAt: '2030-01-01T00:00:00.000Z' }];
        await table.renew([{ ...route, keys }]);
        expect((await other.lookup(route.handle))?.keys).toEqual(keys);
      });

      it('is refused once a higher epoch was granted', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        await other.acquire({ ...route, epoch: 2, nodeId: 'node-b' });
        expect(await table.renew([route])).toEqual([superseded]);
      });

      it('is refused to another node with the same epoch', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        expect(await other.renew([{ ...route, nodeId: 'node-b' }])).toEqual([superseded]);
      });

      it('takes the lease again after it ran out', async () => {
        const route = sampleRoute({ leaseMs: SHORT_LEASE_MS });
        await table.acquire(route);
        await until(async () => (await table.lookup(route.handle)) === null);
        expect(await table.renew([route])).toEqual([granted]);
        expect(await table.lookup(route.handle)).toEqual(route);
      });

      it('never displaces another session, whatever its epoch', async () => {
        const old = sampleRoute({ epoch: 9, leaseMs: SHORT_LEASE_MS });
        await table.acquire(old);
        await until(async () => (await table.lookup(old.handle)) === null);
        const fresh = sampleRoute({ handle: old.handle });
        expect(await other.acquire(fresh)).toEqual(granted);
        expect(await table.renew([old])).toEqual([superseded]);
        expect(await table.lookup(old.handle)).toEqual(fresh);
      });

      it('answers each of many for itself, and a refused one changes nothing for the others', async () => {
        const routes = Array.from({ length: 10 }, () => sampleRoute());
        await Promise.all(routes.map((route) => table.acquire(route)));
        const successor = { ...routes[4]!, epoch: 2, nodeId: 'node-b' };
        await other.acquire(successor);
        await table.release(routes[7]!);
        const changed = routes.map((route) => ({ ...route, port: 20_002 }));
        const answers = await table.renew(changed);
        expect(answers).toEqual(routes.map((_, at) => (at === 4 || at === 7 ? superseded : granted)));
        const found = await Promise.all(routes.map(({ handle }) => other.lookup(handle)));
        expect(found).toEqual(changed.map((route, at) => (at === 4 ? successor : at === 7 ? null : route)));
      });

      it('of two claims of one handle goes by the rules, too, when both are asked for at once', async () => {
        const old = sampleRoute();
        const young = { ...old, epoch: 2 };
        await table.acquire(old);
        await table.acquire(young);
        expect(await table.renew([old, young])).toEqual([superseded, granted]);
        expect(await table.renew([young, old])).toEqual([granted, superseded]);
      });

      it('refills a table that lost its memory, and the higher epoch wins', async () => {
        const old = sampleRoute();
        const young = { ...old, epoch: 2, nodeId: 'node-b' };
        await table.acquire(old);
        await other.acquire(young);
        await forget();
        expect(await table.renew([old])).toEqual([granted]);
        expect(await other.renew([young])).toEqual([granted]);
        expect(await table.renew([old])).toEqual([superseded]);
        expect(await table.lookup(old.handle)).toEqual(young);
      });
    });

    describe('release', () => {
      it('removes the route, and its epoch is never granted again', async () => {
        const route = sampleRoute();
        await table.acquire(route);
        expect(await table.release(route)).toBe(true);
        expect(await other.lookup(route.handle)).toBeNull();
        expect(await table.renew([route])).toEqual([superseded]);
        expect(await table.acquire(route)).toEqual(superseded);
        expect(await table.acquire({ ...route, epoch: 2 })).toEqual(granted);
      });

      it('by somebody who is not the holder changes nothing', async () => {
        const route = sampleRoute({ epoch: 2 });
        await table.acquire(route);
        expect(await other.release({ ...route, nodeId: 'node-b' })).toBe(false);
        expect(await other.release({ ...route, epoch: 1 })).toBe(false);
        expect(await table.lookup(route.handle)).toEqual(route);
        expect(await table.renew([route])).toEqual([granted]);
      });

      it('of a claim that was never granted keeps it from being granted later', async () => {
        const route = sampleRoute();
        expect(await table.release(route)).toBe(false);
        expect(await table.acquire(route)).toEqual(superseded);
      });

      it('leaves another session of the handle alone', async () => {
        const old = sampleRoute({ leaseMs: SHORT_LEASE_MS });
        await table.acquire(old);
        await until(async () => (await table.lookup(old.handle)) === null);
        const fresh = sampleRoute({ handle: old.handle });
        await other.acquire(fresh);
        expect(await table.release(old)).toBe(false);
        expect(await table.lookup(old.handle)).toEqual(fresh);
      });
    });

    describe('watch', () => {
      it('tells what is there, each change, and the end', async () => {
        const route = sampleRoute();
        const seen: (Route | null)[] = [];
        const stop = other.watch(route.handle, (each) => seen.push(each));
        await until(() => seen.length === 1);
        const next = { ...route, epoch: 2, nodeId: 'node-b' };
        await table.acquire(route);
        await until(() => seen.length === 2);
        await table.acquire(next);
        await until(() => seen.length === 3);
        await table.release(next);
        await until(() => seen.length === 4);
        stop();
        expect(seen).toEqual([null, route, next, null]);
      });

      it('says nothing about renewals that change nothing', async () => {
        const route = sampleRoute();
        const seen: (Route | null)[] = [];
        await table.acquire(route);
        const stop = other.watch(route.handle, (each) => seen.push(each));
        await until(() => seen.length === 1);
        await table.renew([route]);
        await table.renew([route]);
        await table.release(route);
        await until(() => seen.length === 2);
        stop();
        expect(seen).toEqual([route, null]);
      });

      it('finds out that a lease ran out', async () => {
        const route = sampleRoute({ leaseMs: SHORT_LEASE_MS });
        const seen: (Route | null)[] = [];
        await table.acquire(route);
        const stop = other.watch(route.handle, (each) => seen.push(each));
        await until(() => seen.at(-1) === null);
        stop();
      });

      it('tells every listener of a handle, and none that stopped', async () => {
        const route = sampleRoute();
        const heard: string[] = [];
        const first = other.watch(route.handle, (each) => each && heard.push('first'));
        const second = other.watch(route.handle, (each) => each && heard.push('second'));
        first();
        await table.acquire(route);
        await until(() => heard.length > 0);
        second();
        expect(heard).toEqual(['second']);
      });
    });
  });
}
