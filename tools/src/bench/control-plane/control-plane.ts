import { type ControlPlaneResult } from './measurement.js';
import { printControlPlane } from './report.js';
import { runScale } from './run-scale.js';
import { scales } from './scale.js';

/** What `--only` calls this part. */
export const CONTROL_PLANE = 'control-plane';

/** Measures the control plane at every scale. One that fails says why and is left out. */
export async function runControlPlane(folder: string): Promise<ControlPlaneResult[]> {
  const results: ControlPlaneResult[] = [];
  for (const scale of scales) {
    try {
      const result = await runScale(folder, scale);
      console.log(printControlPlane([result]));
      results.push(result);
    } catch (error) {
      console.log(`Control plane with ${scale.nodes} nodes: not measured: ${String(error)}`);
    }
  }
  return results;
}
