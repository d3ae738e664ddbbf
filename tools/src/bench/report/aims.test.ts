import { type Measurement, type Result } from '../measurement.js';
import { checkAims } from './aims.js';

function result(size: string, contender: string, cpu: number, p99 = 10): Result {
  const measured = { cpu, latencyMs: { p50: 1, p99, max: p99 }, dropped: 0, lost: 0 } as Measurement;
  return { case: size, contender, measured, remarks: [] };
}

function aim(results: Result[], what: RegExp): { measured: number | null; isMet: boolean | null } | undefined {
  return checkAims(results, []).find(({ aim: text }) => what.test(text));
}

describe('the aims', () => {
  it('compare with the reference of the same case', () => {
    const results = [result('40x3', 'nginx', 0.1), result('1x1', 'nginx', 9), result('40x3', 'ours', 0.08)];
    expect(aim(results, /40x3/)).toMatchObject({ measured: expect.closeTo(0.8) as number, isMet: true });
  });

  it('are missed by the worst case', () => {
    const results = [result('1x1', 'ours', 0.1, 12), result('100x3', 'ours', 0.1, 51), result('1x1', 'nginx', 1, 99)];
    expect(aim(results, /latency/)).toMatchObject({ measured: 51, isMet: false });
  });

  it('are open when their case was not measured', () => {
    const failed: Result = { case: '1x400', contender: 'ours', measured: null, remarks: ['died'] };
    expect(aim([result('1x400', 'nginx', 1), failed], /1x400/)).toMatchObject({ measured: null, isMet: null });
  });
});
