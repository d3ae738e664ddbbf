import { type Measurement, type Result } from '../measurement.js';
import { type MemorySteps } from './memory-steps.js';

/** Something the relay shall reach, and what it did. */
export interface Aim {
  readonly aim: string;
  /** Null when what it takes was not measured. */
  readonly measured: number | null;
  readonly isMet: boolean | null;
}

const OURS = 'ours';

/** What the relay has set out to reach, against what the run measured. */
export function checkAims(results: readonly Result[], memory: readonly MemorySteps[]): Aim[] {
  const steps = memory.find(({ contender }) => contender === OURS);
  return [
    atMost('CPU at 40x3, x nginx', 0.9, cpuRatio(results, '40x3', 'nginx')),
    atMost('CPU at 100x3, x nginx', 0.9, cpuRatio(results, '100x3', 'nginx')),
    atMost('CPU at 1x400, x nginx', 0.6, cpuRatio(results, '1x400', 'nginx')),
    atMost('CPU per target at 1x100, x one ffmpeg each', 0.2, cpuRatio(results, '1x100', 'ffmpeg')),
    atMost('memory per further session, MB', 2, steps?.perSessionMb ?? null),
    atMost('memory per further target, MB', 0.3, steps?.perTargetMb ?? null),
    atMost(
      'added latency p99 in any case, ms',
      50,
      worst(results, ({ latencyMs }) => latencyMs.p99),
    ),
    atMost(
      'frames dropped in any case',
      0,
      worst(results, ({ dropped, lost }) => dropped + lost),
    ),
  ];
}

function atMost(what: string, most: number, measured: number | null): Aim {
  return { aim: `${what}: at most ${most}`, measured, isMet: measured === null ? null : measured <= most };
}

function cpuRatio(results: readonly Result[], size: string, other: string): number | null {
  const cpuOf = (name: string): number | undefined =>
    results.find((result) => result.case === size && result.contender === name)?.measured?.cpu;
  const [own, theirs] = [cpuOf(OURS), cpuOf(other)];
  return own === undefined || theirs === undefined ? null : own / theirs;
}

function worst(results: readonly Result[], figure: (measured: Measurement) => number): number | null {
  const figures = results.flatMap(({ contender, measured }) =>
    contender === OURS && measured ? [figure(measured)] : [],
  );
  return figures.length === 0 ? null : Math.max(...figures);
}
