import { fileURLToPath } from 'node:url';
import { type ServiceKind, serviceCommand } from '../../service-command.js';
import type { PartSpec } from '../process/part.js';
import { saysReady } from '../process/probe.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
export const webDir = `${repository}apps/web/dist`;

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
    args: serviceCommand(kind),
    env: { ...env, MIDSTATION_INSTANCE: name, MIDSTATION_HEALTH_PORT: String(healthPort) },
    stopSignal: 'SIGTERM',
    isReady: () => saysReady(healthPort),
  };
}
