import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Case } from '../cases.js';
import { controlPlaneAims, printControlPlane } from '../control-plane/report.js';
import { type ControlPlaneResult } from '../control-plane/measurement.js';
import { type Contender } from '../contenders/contender.js';
import { describeMachine, type Machine } from '../measure/machine.js';
import { type Result } from '../measurement.js';
import { type Pace } from '../run-case.js';
import { type Aim, checkAims } from './aims.js';
import { type MemorySteps, memorySteps } from './memory-steps.js';
import { table } from './table.js';

/** Everything a benchmark run found out, as `bench/results.json` holds it. */
export interface Report {
  readonly at: string;
  readonly machine: Machine;
  /** By contender. */
  readonly versions: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly pace: Pace;
  readonly cases: readonly Case[];
  readonly results: readonly Result[];
  readonly memory: readonly MemorySteps[];
  readonly controlPlane: readonly ControlPlaneResult[];
  readonly aims: readonly Aim[];
}

/** @param versions of the contenders that ran, by name */
export function makeReport(
  plan: { readonly cases: readonly Case[]; readonly contenders: readonly Contender[]; readonly pace: Pace },
  versions: Readonly<Record<string, string>>,
  results: readonly Result[],
  controlPlane: readonly ControlPlaneResult[],
): Report {
  const { cases, contenders, pace } = plan;
  const memory = contenders.map(({ name }) => memorySteps(name, cases, results)).filter(isKnown);
  return {
    at: new Date().toISOString(),
    machine: describeMachine(),
    versions,
    pace,
    cases,
    results,
    memory,
    controlPlane,
    aims: [...checkAims(results, memory), ...controlPlaneAims(controlPlane)],
  };
}

/** The report for a reader. */
export function printReport({ machine, versions, pace, cases, results, memory, controlPlane, aims }: Report): string {
  const { processor, cores, memoryGb, kernel, node } = machine;
  return [
    table(cases, results),
    'x ref: ratio to nginx-rtmp, of the splice to HAProxy. CPU: user and system time, 100 % is one core.',
    `${pace.measure} s measured after ${pace.settle} s; contender on core 0, encoders and sink on core 1.`,
    ...memory.map(memoryLine),
    ...(controlPlane.length > 0 ? [printControlPlane(controlPlane)] : []),
    ...aims.flatMap(aimLine),
    `Machine: ${processor}, ${cores} cores, ${memoryGb} GB, Linux ${kernel}, Node ${node}`,
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
  ].join('\n');
}

export function writeReport(report: Report, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
}

function isKnown({ perTargetMb, perSessionMb }: MemorySteps): boolean {
  return perTargetMb !== null || perSessionMb !== null;
}

function aimLine({ aim, measured, isMet }: Aim): string[] {
  return measured === null ? [] : [`${isMet ? 'reached' : 'MISSED '}  ${aim}; measured ${measured.toFixed(2)}`];
}

function memoryLine({ contender, perTargetMb, perSessionMb }: MemorySteps): string {
  const text = (megabytes: number | null): string => (megabytes === null ? '-' : `${megabytes.toFixed(2)} MB`);
  return `Memory of ${contender}: ${text(perSessionMb)} per further session, ${text(perTargetMb)} per further target`;
}
