import { targetStateSchema, type SessionStatus } from '@mid-station/contracts';
import { Gauge, type Registry } from 'prom-client';
import { type Host } from '../claim/host.js';

/** Measured when asked for: what this node hosts now. Bytes and frames are sums over the sessions it hosts now. */
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
  gauge('midstation_node_received_bytes', 'Received from encoders', (all) =>
    sum(all.map((one) => one.publisher?.bytesReceived ?? 0)),
  );
  gauge('midstation_node_sent_bytes', 'Sent to targets', (all) =>
    sum(all.flatMap((one) => one.targets.map((target) => target.bytesSent))),
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
