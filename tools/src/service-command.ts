import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type ServiceKind = 'auth' | 'settings' | 'orchestrator' | 'gateway' | 'edge' | 'ingest';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Arguments for Node to run a service with. V8's options are in the service's file `node-options`, because V8 reads them
 * before any code of ours runs; the launcher, the container and the benchmark start a service with the same ones.
 * `--optimize-for-size` keeps idle processes small; gateway and edge get back the young generation that it takes. The
 * orchestrator runs without, and with a small young generation instead: optimised for size, all it does takes half as much
 * processor again.
 */
export function serviceCommand(kind: ServiceKind): string[] {
  const options = readFileSync(`${repository}apps/${kind}/node-options`, 'utf8').trim().split(/\s+/);
  return [...options, `${repository}apps/${kind}/dist/main.js`];
}
