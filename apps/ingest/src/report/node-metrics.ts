import { targetStateSchema, type SessionStatus } from '@mid-station/contracts';
import { Gauge, type Registry } from 'prom-client';
import { type Host } from '../claim/host.js';

/** Bytes a second in one kbit/s. */
const KBPS_BYTES = 125;

/** Measured when asked for: sums over the sessions that this node hosts now. */
export function registerNodeMetrics(registry: Registry, host: Host): void {
  const registers = [registry];
  const gauge = (name: string, help: string, measure: (all: SessionStatus[]) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(measure(host.all().map((session) => session.status())));
      },
    });
  };
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  gauge('midstation_node_capacity', 'Sessions this node may host', () => host.capacity);
  gauge('midstation_node_sessions', 'Sessions this node hosts', (all) => all.length);
  gauge(
    'midstation_node_encoders',
    'Encoders connected',
    (all) => all.filter((one) => one.publisher?.connected).length,
  );
  gauge('midstation_node_received_bytes_per_second', 'What encoders send', (all) =>
    sum(all.map((one) => (one.publisher?.bitrateKbps ?? 0) * KBPS_BYTES)),
  );
  gauge('midstation_node_sent_bytes_per_second', 'What targets take', (all) =>
    sum(all.flatMap((one) => one.targets.map((target) => target.bitrateKbps * KBPS_BYTES))),
  );
  gauge('midstation_node_dropped_frames', 'Frames left out for slow targets', (all) =>
    sum(all.flatMap((one) => one.targets.map((target) => target.framesDropped))),
  );
  registerTargetStates(registry, host);
}

function registerTargetStates(registry: Registry, host: Host): void {
  new Gauge({
    name: 'midstation_node_targets',
    help: 'Targets by state',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const states = host.all().flatMap((session) => session.status().targets.map(({ state }) => state));
      for (const state of targetStateSchema.options) {
        this.set({ state }, states.filter((each) => each === state).length);
      }
    },
  });
}
