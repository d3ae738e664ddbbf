import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTROL_PLANE, runControlPlane } from './control-plane/control-plane.js';
import { caseNamed, cases, type Case } from './cases.js';
import { type Contender } from './contenders/contender.js';
import { contenders } from './contenders/contenders.js';
import { ensureFeedFile } from './feed/feed-file.js';
import { LOAD_CORE } from './load/load.js';
import { type Result } from './measurement.js';
import { makeReport, printReport, writeReport } from './report/report.js';
import { type Pace, runCase } from './run-case.js';

/** Feed, configurations and logs. */
const FOLDER = '.midstation-bench';
const RESULTS = 'bench/results.json';

/** Seconds; with these the whole benchmark takes about a quarter of an hour. */
const SETTLE_S = 12;
const MEASURE_S = 15;
const COUNT_S = 2;

const USAGE = `Usage: npm run bench -- [--case 40x3,1x100] [--only ours,nginx] [--seconds ${MEASURE_S}]`;

interface Plan {
  readonly cases: readonly Case[];
  readonly contenders: readonly Contender[];
  readonly pace: Pace;
  readonly withControlPlane: boolean;
}

/**
 * Compares Mid-Station's relay and splice with others', measures its control plane, prints both and writes
 * `bench/results.json`.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const plan = readPlan(args);
  if (plan === null) return;
  requireLinux();
  const versions: Record<string, string> = {};
  for (const { name, version } of plan.contenders) versions[name] = await version();
  mkdirSync(FOLDER, { recursive: true });
  const results = plan.contenders.length > 0 ? await runAll(plan) : [];
  const controlPlane = plan.withControlPlane ? await runControlPlane(resolve(FOLDER)) : [];
  const report = makeReport(plan, versions, results, controlPlane);
  writeReport(report, RESULTS);
  console.log(`\n${printReport(report)}\n\nWritten to ${RESULTS}`);
}

async function runAll({ cases, contenders, pace }: Plan): Promise<Result[]> {
  console.log('Preparing the feed: 1080p30, 6 Mbit/s …');
  const feedFile = resolve(await ensureFeedFile(FOLDER));
  const results: Result[] = [];
  for (const size of cases) {
    for (const contender of contenders.filter(({ kind }) => kind === size.kind)) {
      const result = await runCase({ feedFile, folder: resolve(FOLDER), pace }, size, contender);
      const cpu = result.measured ? `${(result.measured.cpu * 100).toFixed(2)} %` : 'not measured';
      console.log([`${size.name} ${contender.name}: ${cpu}`, ...result.remarks].join('; '));
      results.push(result);
    }
  }
  return results;
}

/** Null, having said why, when the arguments make no sense. */
function readPlan(args: readonly string[]): Plan | null {
  try {
    return parsePlan(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 1;
    return null;
  }
}

function parsePlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: { case: { type: 'string' }, only: { type: 'string' }, seconds: { type: 'string' } },
  });
  const measure = Number(values.seconds ?? MEASURE_S);
  if (!(measure > 0)) throw new Error(`not a number of seconds: ${values.seconds}`);
  const only = values.only?.split(',');
  return {
    cases: values.case?.split(',').map(caseNamed) ?? cases,
    contenders: only?.filter((name) => name !== CONTROL_PLANE).map(contenderNamed) ?? contenders,
    withControlPlane: only?.includes(CONTROL_PLANE) ?? values.case === undefined,
    pace: { settle: SETTLE_S, measure, count: COUNT_S },
  };
}

function contenderNamed(name: string): Contender {
  const contender = contenders.find((candidate) => candidate.name === name);
  if (contender) return contender;
  throw new Error(
    `no contender is named ${name}; there are ${[...contenders.map((known) => known.name), CONTROL_PLANE].join(', ')}`,
  );
}

/** Also keeps this process and the load it starts off the contender's core. */
function requireLinux(): void {
  if (process.platform !== 'linux') throw new Error('The benchmark reads /proc and needs Linux.');
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)]);
  if (status !== 0)
    throw new Error('The benchmark needs taskset and two cores: one for what it measures, one for the load.');
}
