import { until } from '@mid-station/rtmp/testing';
import { FlushTicker, type TickMember } from './flush-ticker.js';
import { BEAT_MS, TICK_MS_MAX, TICK_MS_MIN } from '../limits.js';

class Member implements TickMember {
  events: { kind: 'open' | 'flush'; at: number }[] = [];
  constructor(public flows: number) {}
  requestInput(): void {
    this.events.push({ kind: 'open', at: performance.now() });
  }
  flush(): void {
    this.events.push({ kind: 'flush', at: performance.now() });
  }
  /** Spans between flushes, shortest first. A busy machine makes them longer, and one after a late flush shorter. */
  get gaps(): number[] {
    const times = this.events.filter(({ kind }) => kind === 'flush').map(({ at }) => at);
    return times
      .slice(2)
      .map((at, index) => at - times[index + 1]!)
      .sort((a, b) => a - b);
  }
  get usualGap(): number {
    return this.gaps[Math.floor(this.gaps.length / 2)]!;
  }
}

describe('flush ticker', () => {
  const run = async (...members: Member[]): Promise<void> => {
    const ticker = new FlushTicker();
    const handles = members.map((member) => ticker.add(member));
    await until(() => members.every(({ events }) => events.length >= 16));
    for (const handle of handles) handle.remove();
  };

  it('opens the intake before each flush', async () => {
    const member = new Member(1);
    await run(member);
    expect(member.events.map(({ kind }) => kind).slice(0, 4)).toEqual(['open', 'flush', 'open', 'flush']);
  });

  it('ticks quickly for a lone stream and more slowly under load, within its bounds', async () => {
    const lone = new Member(2);
    const busy = new Member(400);
    await run(lone);
    await run(busy);
    expect(lone.usualGap).toBeGreaterThan(TICK_MS_MIN / 2);
    expect(lone.gaps[0]).toBeLessThan(TICK_MS_MAX);
    expect(busy.usualGap).toBeGreaterThan(TICK_MS_MAX / 2);
  });

  it('looks at a quiet relay only now and then, and at once when it wakes', async () => {
    const ticker = new FlushTicker();
    const member = new Member(0);
    const handle = ticker.add(member);
    await until(() => member.events.length === 2);
    expect(member.events[1]!.at - member.events[0]!.at).toBeGreaterThan(BEAT_MS / 2);
    member.flows = 1;
    const wokenAt = performance.now();
    handle.wake();
    await until(() => member.events.some(({ at }) => at > wokenAt));
    handle.remove();
    expect(member.events.find(({ at }) => at > wokenAt)!.at - wokenAt).toBeLessThan(BEAT_MS / 2);
  });
});
