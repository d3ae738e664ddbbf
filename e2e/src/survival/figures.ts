import { type Packet, type Publication } from './destination.js';

/** Longest time without a packet, in milliseconds, between these that arrived from `from` to `to`. */
export function longestGap(packets: readonly Packet[], from = -Infinity, to = Infinity): number {
  const times = packets.map(({ at }) => at).filter((at) => at >= from && at <= to);
  return Math.max(0, ...times.slice(1).map((at, index) => at - times[index]!));
}

/** Milliseconds without a packet around a moment; null while nothing has arrived since. */
export function gapAround(packets: readonly Packet[], moment: number): number | null {
  const after = packets.find(({ at }) => at > moment);
  const before = packets.findLast(({ at }) => at <= moment);
  return after && before ? after.at - before.at : null;
}

/** Expects that no publisher of a key sent anything after the next one had begun to. */
export function expectOneAtATime(publications: readonly Publication[]): void {
  const late = publications.slice(1).flatMap((next, index) => {
    const begun = next.packets[0]!.at;
    const packets = publications[index]!.packets.filter(({ at }) => at > begun);
    return packets.map(({ type, timestamp, at }) => ({ type, timestamp, msLate: at - begun, from: index }));
  });
  expect(late).toEqual([]);
}

/** The value in the middle: what a moment's hold-up by the machine does not change. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The value that 95 of 100 do not exceed. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

/** Prints one line of the table: what was promised, and how it went. */
export function tell(promise: string, figures: Record<string, number | string>): void {
  const words = Object.entries(figures).map(([name, value]) => {
    return `${name} ${typeof value === 'number' ? Math.round(value) : value}`;
  });
  process.stdout.write(`measured: ${promise}: ${words.join(', ')}\n`);
}

/**
 * What a promise in milliseconds is held to: itself where it is measured, with MIDSTATION_SURVIVAL_RUNS, on a machine that
 * does nothing else; three times that where it is only seen to work.
 */
export function allowed(promised: number): number {
  return process.env.MIDSTATION_SURVIVAL_RUNS ? promised : 3 * promised;
}

/** What is held to a promise: the worst where it is measured, the median where it is only seen to work. */
export function judged(values: readonly number[]): number {
  return process.env.MIDSTATION_SURVIVAL_RUNS ? Math.max(...values) : median(values);
}

/** How often a promise is put to the test: few times by default, more with MIDSTATION_SURVIVAL_RUNS. */
export function runs(byDefault: number): number {
  return Number(process.env.MIDSTATION_SURVIVAL_RUNS || byDefault);
}
