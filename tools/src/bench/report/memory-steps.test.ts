import { caseNamed } from '../cases.js';
import { type Measurement, type Result } from '../measurement.js';
import { memorySteps } from './memory-steps.js';

/** Memory of a contender that needs 20 MB, 2 MB a session and 0.25 MB a target. */
function results(...names: string[]): Result[] {
  return names.map((name) => {
    const { publishers, targets } = caseNamed(name);
    const pssMb = 20 + publishers * 2 + publishers * targets * 0.25;
    return { case: name, contender: 'ours', measured: { pssMb } as Measurement, remarks: [] };
  });
}

function stepsOf(...names: string[]): ReturnType<typeof memorySteps> {
  return memorySteps('ours', names.map(caseNamed), results(...names));
}

describe('memory per further target and session', () => {
  it('is told apart from sizes that differ in one of them', () => {
    expect(stepsOf('1x1', '1x100', '1x400', '40x3', '100x3')).toEqual({
      contender: 'ours',
      perTargetMb: 0.25,
      perSessionMb: 2,
    });
  });

  it('is not known from one size', () => {
    expect(stepsOf('40x3')).toEqual({ contender: 'ours', perTargetMb: null, perSessionMb: null });
  });

  it('of a session is not known without that of a target', () => {
    expect(stepsOf('40x3', '100x3').perSessionMb).toBeNull();
  });
});
