import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FreePorts } from '../launcher/ports.js';
import { type Case, streamsOf } from './cases.js';
import { type Contender, CONTENDER_CORE, type Running } from './contenders/contender.js';
import { type GeneratorReport } from './load/generator.js';
import { type Load, LOAD_CORE, startLoad } from './load/load.js';
import { CoreMeter } from './measure/core-meter.js';
import { CpuMeter } from './measure/cpu-meter.js';
import { residentMemory } from './measure/memory.js';
import { countSystemCalls } from './measure/system-calls.js';
import { type Measurement, remarksOn, type Result } from './measurement.js';
import { Crew } from './system/crew.js';
import { waitFor } from './system/wait-for.js';

/** How long each part of a run takes, in seconds. */
export interface Pace {
  /** From the first picture at every target to the measurement: caches filled, code compiled. */
  readonly settle: number;
  readonly measure: number;
  /** Counting system calls, afterwards. */
  readonly count: number;
}

export interface Bench {
  readonly feedFile: string;
  readonly folder: string;
  readonly pace: Pace;
}

/** Milliseconds until every target must have shown a picture: a keyframe interval, and start-up of many processes. */
const LIVE_TIMEOUT_MS = 90_000;

/** Runs one contender at one size. A contender that fails is a result, too. */
export async function runCase(bench: Bench, size: Case, contender: Contender): Promise<Result> {
  const named = { case: size.name, contender: contender.name };
  if (streamsOf(size) > (contender.streamsMax ?? Infinity)) {
    return { ...named, measured: null, remarks: ['more than one core'] };
  }
  const folder = join(bench.folder, `${size.name}-${contender.name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const crew = new Crew(folder);
  try {
    const measured = await measureContender(bench, size, contender, crew);
    return { ...named, measured, remarks: remarksOn(measured) };
  } catch (error) {
    return { ...named, measured: null, remarks: [error instanceof Error ? error.message : String(error)] };
  } finally {
    await crew.stop();
  }
}

async function measureContender(bench: Bench, size: Case, contender: Contender, crew: Crew): Promise<Measurement> {
  const ports = new FreePorts();
  const load = startLoad(crew, bench.feedFile);
  const sinkPort = await load.sink.listen({ expectProxyHeader: size.kind === 'splice' });
  const running = await contender.start({ size, sinkPort, crew, takePort: () => ports.take() });
  await load.generator.publish([...running.addresses]);
  await untilLive(load, crew, streamsOf(size));
  await sleep(bench.pace.settle * 1000);
  const measured = await measure(load, running, bench.pace);
  crew.requireAll();
  return measured;
}

async function untilLive(load: Load, crew: Crew, streams: number): Promise<void> {
  let live = 0;
  const isLive = async (): Promise<boolean> => {
    crew.requireAll();
    await requireEncoders(load);
    return (live = await load.sink.live()) >= streams;
  };
  await waitFor(isLive, LIVE_TIMEOUT_MS, () => `only ${live} of ${streams} targets had a picture in time`);
}

/** @throws when one of the encoders is no longer connected. */
async function requireEncoders(load: Load): Promise<GeneratorReport> {
  const report = await load.generator.report();
  const [failure] = report.failures;
  if (failure !== undefined) throw new Error(`an encoder was disconnected: ${failure}`);
  return report;
}

async function measure(load: Load, running: Running, pace: Pace): Promise<Measurement> {
  await load.generator.reset();
  await load.sink.reset();
  const cores = [new CoreMeter(CONTENDER_CORE), new CoreMeter(LOAD_CORE)] as const;
  const meter = CpuMeter.start(running.pids);
  await sleep(pace.measure * 1000);
  const cpu = meter.stop();
  const [contenderCore, loadCore] = [cores[0].stop(), cores[1].stop()];
  const arrived = await load.sink.report();
  const sent = await requireEncoders(load);
  return {
    cpu,
    ...residentMemory(running.pids),
    calls: await countSystemCalls(running.pids, pace.count),
    latencyMs: arrived.latencyMs,
    received: arrived.received,
    dropped: arrived.dropped,
    lost: arrived.lost,
    megabits: (arrived.bytes * 8) / 1e6 / pace.measure,
    contenderCore,
    loadCore,
    encoderLateMs: sent.lateMs,
  };
}
