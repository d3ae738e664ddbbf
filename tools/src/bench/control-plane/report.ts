import { type Aim } from '../report/aims.js';
import { type ControlPlaneResult } from './measurement.js';

/** The results for a reader, one block for each scale. */
export function printControlPlane(results: readonly ControlPlaneResult[]): string {
  return results.flatMap(linesOf).join('\n');
}

function linesOf({ scale, goLive, move, services, load, messagesPerSecond }: ControlPlaneResult): string[] {
  const { nodes, sessions, goLivePerSecond } = scale;
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return [
    `${nodes} nodes, ${sessions} sessions, Go Live ${goLivePerSecond} a second:`,
    `  Go Live: p50 ${ms(goLive.p50)}, p99 ${ms(goLive.p99)}, worst ${ms(goLive.max)}, ${goLive.failed} of ${goLive.count} failed`,
    `  a node with ${move.sessions} sessions dies: claimed again, half after ${ms(move.median)}, all after ${ms(move.last)}`,
    `  NATS: ${messagesPerSecond.in.toFixed(0)} messages a second in, ${messagesPerSecond.out.toFixed(0)} out`,
    ...services.map(({ service, cpuIdle, cpuGoLive, pssMb }) => {
      return `  ${service}: ${percent(cpuIdle)} of a core, ${percent(cpuGoLive)} during Go Live, ${pssMb.toFixed(0)} MB`;
    }),
    `  simulated nodes and users: ${percent(load.cpu)} of a core during Go Live, which was ${percent(load.core.busy)} busy`,
  ];
}

/** What the control plane has set out to reach, at the largest scale. */
export function controlPlaneAims(results: readonly ControlPlaneResult[]): Aim[] {
  const [small, large] = [results[0], results.at(-1)];
  if (!small || !large) return [];
  const busiest = Math.max(...large.services.map(({ cpuGoLive }) => cpuGoLive));
  return [
    atMost('Go Live p99, ms', 150, large.goLive.p99),
    atMost('Go Lives failed', 0, large.goLive.failed),
    atMost('50 sessions of a dead node moved, ms', 3_000, large.move.last),
    atMost('busiest service, cores', 0.5, busiest),
    ...(small === large ? [] : [atMost('cost per session, x that of the smallest scale', 1.2, growth(small, large))]),
  ];
}

/** How much more of a core a session costs at the larger scale. */
function growth(small: ControlPlaneResult, large: ControlPlaneResult): number {
  const perSession = ({ scale, services }: ControlPlaneResult): number =>
    services.reduce((sum, { cpuIdle }) => sum + cpuIdle, 0) / scale.sessions;
  return perSession(large) / perSession(small);
}

function atMost(what: string, most: number, measured: number): Aim {
  return { aim: `${what}: at most ${most}`, measured, isMet: measured <= most };
}
