import { liveBus } from '@mid-station/contracts';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus } from '@mid-station/service';
import { type Remote, remote } from '../load/channel.js';
import { Histogram } from '../load/histogram.js';
import { LOAD_CORE } from '../load/load.js';
import { CoreMeter } from '../measure/core-meter.js';
import { CpuMeter } from '../measure/cpu-meter.js';
import { residentMemory } from '../measure/memory.js';
import { Crew } from '../system/crew.js';
import { waitFor } from '../system/wait-for.js';
import { type FleetApi } from './fleet.js';
import { type ControlPlaneResult, type ServiceCost } from './measurement.js';
import { messageRate } from './message-rate.js';
import { DYING_SESSIONS, GO_LIVE_SECONDS, NODE_CAPACITY, type Scale } from './scale.js';
import { type ControlPlane, startControlPlane } from './services.js';
import { userId } from './users.js';

/** Go Lives at once while the stage is set. */
const FILL_WIDTH = 16;
/** Times that a Go Live is tried while the stage is set. */
const FILL_ATTEMPTS = 5;
/** Seconds that are measured while nothing changes. */
const IDLE_SECONDS = 15;
/** Milliseconds in which the sessions of a dead node must have been moved, to be counted at all. */
const MOVE_TIMEOUT_MS = 60_000;
/** Milliseconds in which everybody must be live. */
const FILL_TIMEOUT_MS = 120_000;

/** Measures the control plane at one scale; whatever it started is gone afterwards. */
export async function runScale(folder: string, scale: Scale): Promise<ControlPlaneResult> {
  const own = join(folder, `control-plane-${scale.nodes}`);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  const crew = new Crew(own);
  try {
    return await measure(crew, scale);
  } finally {
    await crew.stop();
  }
}

async function measure(crew: Crew, scale: Scale): Promise<ControlPlaneResult> {
  const plane = await startControlPlane(crew);
  const script = fileURLToPath(new URL('./fleet.js', import.meta.url));
  const nodes = crew.start(process.execPath, [script], { name: 'fleet', core: LOAD_CORE, ipc: true });
  const fleet = remote<FleetApi>(nodes);
  await fleet.open({ natsUrl: plane.natsUrl, redisUrl: plane.redisUrl });
  const before = scale.sessions - scale.goLivePerSecond * GO_LIVE_SECONDS;
  await fill(plane, fleet, scale, before);
  const core = new CoreMeter(LOAD_CORE);
  const own = CpuMeter.start([nodes.pid, process.pid]);
  const goLive = await withCosts(plane, () => pressGoLive(plane, before, scale));
  const load = { cpu: own.stop(), core: core.stop() };
  await waitFor(
    async () => (await fleet.sessions()) >= scale.sessions - goLive.value.failed,
    FILL_TIMEOUT_MS,
    () => 'sessions are missing',
  );
  const idle = await withCosts(plane, () => messageRate(plane.natsMonitorPort, IDLE_SECONDS));
  const services = Object.keys(idle.cpu).map((service) => costOf(service, idle.cpu, goLive.cpu, plane));
  const move = await killNode(fleet);
  crew.requireAll();
  return { scale, goLive: goLive.value, move, services, load, messagesPerSecond: idle.value };
}

/** The node that is to die comes first and gets the first sessions. */
async function fill(plane: ControlPlane, fleet: Remote<FleetApi>, { nodes }: Scale, sessions: number): Promise<void> {
  await fleet.addNodes({ count: 1, capacity: DYING_SESSIONS });
  await untilHeard(plane, 1);
  await goLiveAll(plane, 0, DYING_SESSIONS);
  await fleet.addNodes({ count: nodes - 1, capacity: NODE_CAPACITY });
  await untilHeard(plane, nodes);
  await goLiveAll(plane, DYING_SESSIONS, sessions);
}

async function untilHeard({ bus }: ControlPlane, nodes: number): Promise<void> {
  const areHeard = async (): Promise<boolean> => (await bus.request(liveBus.nodes, {})).length >= nodes;
  await waitFor(areHeard, FILL_TIMEOUT_MS, () => 'not all nodes were heard');
}

async function goLiveAll({ bus }: ControlPlane, from: number, to: number): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await untilLive(bus, userId(next++));
  };
  await Promise.all(Array.from({ length: FILL_WIDTH }, worker));
}

/** Setting the stage is not what is measured: on a busy machine it may take several attempts. */
async function untilLive(bus: Bus, userId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await bus.request(liveBus.start, { userId }));
    } catch (error) {
      if (attempt === FILL_ATTEMPTS) throw error;
    }
  }
}

/** At a steady rate, whether or not those before were answered. */
async function pressGoLive(
  { bus }: ControlPlane,
  from: number,
  { sessions, goLivePerSecond }: Scale,
): Promise<ControlPlaneResult['goLive']> {
  const times = new Histogram();
  const failures: unknown[] = [];
  const press = async (user: number): Promise<void> => {
    const pressedAt = performance.now();
    await bus.request(liveBus.start, { userId: userId(user) });
    times.record(performance.now() - pressedAt);
  };
  const startedAt = performance.now();
  const pressed: Promise<unknown>[] = [];
  for (let user = from; user < sessions; user++) {
    const dueAt = startedAt + ((user - from) / goLivePerSecond) * 1_000;
    await sleep(Math.max(0, dueAt - performance.now()));
    pressed.push(press(user).catch((error: unknown) => failures.push(error)));
  }
  await Promise.all(pressed);
  if (failures.length > 0) console.log(`${failures.length} Go Lives failed: ${String(failures[0])}`);
  return { ...times.percentiles(), count: sessions - from, failed: failures.length };
}

async function killNode(fleet: Remote<FleetApi>): Promise<ControlPlaneResult['move']> {
  const { at, sessionIds } = await fleet.kill('node-0');
  const moved = async (): Promise<number[]> => {
    const moves = await fleet.moves();
    return sessionIds.flatMap((id) => moves[id] ?? []).sort((a, b) => a - b);
  };
  const isDone = async (): Promise<boolean> => (await moved()).length === sessionIds.length;
  await waitFor(isDone, MOVE_TIMEOUT_MS, () => 'not all sessions of the dead node were moved');
  const times = (await moved()).map((micros) => (micros - at) / 1_000);
  return { sessions: times.length, median: times[Math.floor(times.length / 2)] ?? 0, last: times.at(-1) ?? 0 };
}

/** What the services cost meanwhile, as shares of a core. */
async function withCosts<Value>(
  plane: ControlPlane,
  work: () => Promise<Value>,
): Promise<{ value: Value; cpu: Record<string, number> }> {
  const meters = Object.entries(plane.pids()).map(([service, pids]) => [service, CpuMeter.start(pids)] as const);
  const value = await work();
  return { value, cpu: Object.fromEntries(meters.map(([service, meter]) => [service, meter.stop()])) };
}

function costOf(
  service: string,
  idle: Record<string, number>,
  goLive: Record<string, number>,
  plane: ControlPlane,
): ServiceCost {
  const { pssMb } = residentMemory(plane.pids()[service]!);
  return { service, cpuIdle: idle[service]!, cpuGoLive: goLive[service]!, pssMb };
}
