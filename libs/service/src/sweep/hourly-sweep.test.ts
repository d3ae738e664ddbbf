import { jest } from '@jest/globals';
import { HourlySweep } from './hourly-sweep.js';

const MINUTE = 60_000;

/** Sweeps that the test ends. */
class Sweep extends HourlySweep {
  readonly begun: { end: () => void; fail: (error: Error) => void }[] = [];
  readonly failures: unknown[] = [];

  protected override clear(): Promise<void> {
    return new Promise((end, fail) => this.begun.push({ end, fail }));
  }

  protected override failed(error: unknown): void {
    this.failures.push(error);
  }
}

describe('an hourly sweep', () => {
  let sweep: Sweep;

  beforeEach(() => {
    jest.useFakeTimers();
    sweep = new Sweep();
  });
  afterEach(() => {
    sweep.onModuleDestroy();
    jest.useRealTimers();
  });

  it('is done some minutes after the start, and an hour after each', async () => {
    await jest.advanceTimersByTimeAsync(5 * MINUTE - 1);
    expect(sweep.begun).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(10 * MINUTE + 1);
    expect(sweep.begun).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(90 * MINUTE);
    expect(sweep.begun).toHaveLength(1);
    sweep.begun[0]!.end();
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(sweep.begun).toHaveLength(2);
  });

  it('goes on after one that failed, which it tells', async () => {
    const failure = new Error('the database went away');
    await jest.advanceTimersByTimeAsync(15 * MINUTE);
    sweep.begun[0]!.fail(failure);
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(sweep.failures).toEqual([failure]);
    expect(sweep.begun).toHaveLength(2);
  });

  it('is never done twice at once', async () => {
    const first = sweep.sweep();
    const second = sweep.sweep();
    await jest.advanceTimersByTimeAsync(15 * MINUTE);
    expect(sweep.begun).toHaveLength(1);
    sweep.begun[0]!.end();
    await first;
    await jest.advanceTimersByTimeAsync(0);
    expect(sweep.begun).toHaveLength(2);
    sweep.begun[1]!.end();
    await second;
  });

  it('ends with its module, also while it is being done', async () => {
    await jest.advanceTimersByTimeAsync(15 * MINUTE);
    sweep.onModuleDestroy();
    sweep.begun[0]!.end();
    await jest.advanceTimersByTimeAsync(120 * MINUTE);
    expect(sweep.begun).toHaveLength(1);
  });
});
