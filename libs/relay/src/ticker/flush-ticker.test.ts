import { listen, until } from '@mid-station/rtmp/testing';
import { Worker } from 'node:worker_threads';
import { BEAT_MS, TICK_MS_MAX, TICK_MS_MIN } from '../limits.js';
import { FlushTicker, type TickMember } from './flush-ticker.js';

/** Sends a byte each millisecond from a thread of its own. */
const CHATTER = `
  const { workerData } = require('node:worker_threads');
  const socket = require('node:net').connect({ port: workerData, host: '127.0.0.1', noDelay: true });
  setInterval(() => socket.write('x'), 1);
`;

class Member implements TickMember {
  readonly flushes: number[] = [];
  constructor(public flows: number) {}
  flush(): void {
    this.flushes.push(performance.now());
  }
  /** The shortest span between flushes: a busy machine makes most of them longer. */
  get shortestGap(): number {
    return Math.min(...this.flushes.slice(2).map((at, index) => at - this.flushes[index + 1]!));
  }
  /** The least milliseconds that a tick took on average: of one that was late, the next may follow sooner. */
  get pace(): number {
    return (this.flushes.at(-1)! - this.flushes[1]!) / (this.flushes.length - 3);
  }
}

describe('flush ticker', () => {
  const run = async (...members: Member[]): Promise<void> => {
    const ticker = new FlushTicker();
    const handles = members.map((member) => ticker.add(member));
    await until(() => members.every(({ flushes }) => flushes.length >= 8));
    for (const handle of handles) handle.remove();
  };

  it('ticks quickly for a lone stream and more slowly under load, within its bounds', async () => {
    const lone = new Member(2);
    const busy = new Member(400);
    await run(lone);
    await run(busy);
    expect(lone.pace).toBeGreaterThan(TICK_MS_MIN - 1);
    expect(lone.shortestGap).toBeLessThan(TICK_MS_MAX);
    expect(busy.pace).toBeGreaterThan(TICK_MS_MAX - 1);
  });

  it('lets a socket be read once per tick, however often something arrives, and flushes right after', async () => {
    const order: string[] = [];
    const { server, port } = await listen((socket) => socket.on('data', () => order.push('read')));
    const chatter = new Worker(CHATTER, { eval: true, workerData: port });
    await until(() => order.length > 0);
    const ticker = new FlushTicker();
    const handle = ticker.add({ flows: 400, flush: () => order.push('flush') });
    await until(() => order.filter((what) => what === 'flush').length > 20);
    handle.remove();
    await chatter.terminate();
    server.close();
    const steady = order.slice(order.indexOf('flush') + 1, order.lastIndexOf('flush')).join(' ');
    expect(steady).not.toContain('read read');
    expect(steady).toContain('read flush read flush read');
  });

  it('keeps its pace however long it takes to read what arrived', async () => {
    const workMs = TICK_MS_MAX / 2;
    let hasRead = false;
    const { server, port } = await listen((socket) =>
      socket.on('data', () => {
        hasRead = true;
        const startedAt = performance.now();
        while (performance.now() - startedAt < workMs);
      }),
    );
    const chatter = new Worker(CHATTER, { eval: true, workerData: port });
    const gaps: number[] = [];
    let flushedAt = Infinity;
    const flush = (): void => {
      const now = performance.now();
      if (hasRead) gaps.push(now - flushedAt);
      hasRead = false;
      flushedAt = now;
    };
    const handle = new FlushTicker().add({ flows: 400, flush });
    // A busy machine makes gaps longer; without the pace all of them were.
    await until(() => gaps.filter((gap) => gap > 0 && gap < TICK_MS_MAX + workMs - 5).length >= 3);
    handle.remove();
    await chatter.terminate();
    server.close();
  });

  it('stands still no more when nothing moves', async () => {
    const ticker = new FlushTicker();
    const member = new Member(1);
    const handle = ticker.add(member);
    await until(() => member.flushes.length > 2);
    member.flows = 0;
    await new Promise((resolve) => setImmediate(resolve));
    const flushed = member.flushes.length;
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(member.flushes.length).toBeLessThanOrEqual(flushed + 1);
    handle.remove();
  });

  it('looks at a quiet relay only now and then, and at once when it wakes', async () => {
    const ticker = new FlushTicker();
    const member = new Member(0);
    const handle = ticker.add(member);
    await until(() => member.flushes.length === 2);
    expect(member.flushes[1]! - member.flushes[0]!).toBeGreaterThan(BEAT_MS / 2);
    member.flows = 1;
    handle.wake();
    await new Promise((resolve) => setTimeout(resolve, BEAT_MS / 2));
    handle.remove();
    expect(member.flushes.length).toBeGreaterThan(2);
  });
});
