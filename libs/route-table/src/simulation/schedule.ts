import { STALL_MS } from '../limits.js';
import { ProtocolBroken, World } from './world.js';

/** Time in which things go wrong, and time to recover from it, in milliseconds. */
const FAULTS_MS = 40_000;
const RECOVERY_MS = 30_000;
/** How recently the target must have been fed in the end: the longest keyframe pause and the way. */
const LIVE_MS = 2_000;

type Fault = (world: World, milliseconds: number) => void;

/** What can go wrong, with the longest time it lasts. */
const FAULTS: readonly (readonly [Fault, number])[] = [
  [(world, ms) => during(world, ms, world.random.pick(world.nodes).process, 'stop', 'resume'), 8_000],
  [(world, ms) => during(world, ms, world.random.pick(world.nodes).process, 'stop', 'resume'), STALL_MS],
  [(world, ms) => during(world, ms, world.random.pick(world.edges).process, 'stop', 'resume'), 2_000],
  [(world, ms) => during(world, ms, world.random.pick(world.orchestrators).process, 'stop', 'resume'), 5_000],
  [(world, ms) => cut(world, ms, world.random.pick(world.nodes).table.wire), 8_000],
  [(world, ms) => cut(world, ms, world.random.pick(world.nodes).bus), 8_000],
  [(world, ms) => cut(world, ms, world.random.pick(world.edges).table.wire), 8_000],
  [(world, ms) => cut(world, ms, world.random.pick(world.orchestrators).bus), 8_000],
  [partition, 8_000],
  [(world) => replace(world), 0],
  [(world, ms) => restartTable(world, ms), 5_000],
  [(world) => world.bystanders.takeOne(), 0],
  [(world, ms) => dropEncoder(world, ms), 6_000],
  [(world, ms) => dropEncoder(world, ms), 500],
  [(world) => (world.random.pick(world.nodes).process.wallOffset += world.random.between(-20_000, 20_000)), 0],
];

/**
 * Plays one seeded schedule of delays, losses, stops, deaths, cuts and clock jumps. Throws ProtocolBroken when two nodes
 * fed the target, when a bystander's session was taken from one that had it by right, or left to one that had not, or when
 * the session is not live again after everything was mended.
 */
export async function playSchedule(seed: number): Promise<void> {
  const world = new World(seed, 2 + (seed % 3));
  world.connectEncoder();
  const faults = Math.floor(world.random.between(1, 12));
  for (let each = 0; each < faults; each++) {
    const [fault, longest] = world.random.pick(FAULTS);
    world.time.after(world.random.between(3_000, FAULTS_MS), () => fault(world, world.random.between(0, longest)));
  }
  await world.time.runUntil(FAULTS_MS + RECOVERY_MS);
  if (world.broken) throw world.broken;
  world.bystanders.check((nodeId) => !world.node(nodeId)?.process.isDead);
  const silence = world.time.now - world.lastFedAt;
  if (silence > LIVE_MS) throw new ProtocolBroken(`nothing fed for ${silence} ms in the end`);
}

type Starts = 'stop';
type Ends = 'resume';

function during(world: World, ms: number, process: Record<Starts | Ends, () => void>, start: Starts, end: Ends): void {
  process[start]();
  world.time.after(ms, () => process[end]());
}

function cut(world: World, ms: number, wire: { isCut: boolean }): void {
  wire.isCut = true;
  world.time.after(ms, () => (wire.isCut = false));
}

/** A node that sees neither the table nor the bus, but its edge. */
function partition(world: World, ms: number): void {
  const { table, bus } = world.random.pick(world.nodes);
  cut(world, ms, table.wire);
  cut(world, ms, bus);
}

/** A node dies; another one starts. */
function replace(world: World): void {
  world.kill(world.random.pick(world.nodes));
  world.addNode();
}

/** The table goes away, and comes back without a memory. */
function restartTable(world: World, ms: number): void {
  world.isTableUp = false;
  world.table.forget();
  world.time.after(ms, () => (world.isTableUp = true));
}

function dropEncoder(world: World, ms: number): void {
  world.disconnectEncoder();
  world.time.after(ms, () => world.connectEncoder());
}
