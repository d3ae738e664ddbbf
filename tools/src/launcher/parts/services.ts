import { fileURLToPath } from 'node:url';
import type { PartSpec } from '../process/part.js';
import { saysReady } from '../process/probe.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
export const webDir = `${repository}apps/web/dist`;

/**
 * V8 otherwise lets the heap of a starting process grow to twice what it keeps. The nursery of those that carry media or
 * requests stays as large as V8 makes it by itself.
 */
const SMALL_HEAP = '--optimize-for-size';
const V8_NURSERY = '--max-semi-space-size=16';
const MEMORY_FLAGS: Record<ServiceKind, readonly string[]> = {
  auth: [SMALL_HEAP],
  settings: [SMALL_HEAP],
  orchestrator: [SMALL_HEAP],
  gateway: [SMALL_HEAP, V8_NURSERY],
  edge: [SMALL_HEAP, V8_NURSERY],
  ingest: [SMALL_HEAP, V8_NURSERY],
};

export type ServiceKind = 'auth' | 'settings' | 'orchestrator' | 'gateway' | 'edge' | 'ingest';

/** Which build of which service runs, with what in its environment. */
export interface ServiceOptions {
  name: string;
  kind: ServiceKind;
  healthPort: number;
  /** Beside the health port. */
  ports?: Record<string, number>;
  env: Record<string, string>;
}

/** One of our own services, in a process of its own. */
export function servicePart({ name, kind, healthPort, ports = {}, env }: ServiceOptions): PartSpec {
  return {
    name,
    kind,
    ...(kind === 'ingest' && { nodeId: name }),
    ports: { ...ports, health: healthPort },
    command: process.execPath,
    args: [...MEMORY_FLAGS[kind], `${repository}apps/${kind}/dist/main.js`],
    env: { ...env, MIDSTATION_INSTANCE: name, MIDSTATION_HEALTH_PORT: String(healthPort) },
    stopSignal: 'SIGTERM',
    isReady: () => saysReady(healthPort),
  };
}
