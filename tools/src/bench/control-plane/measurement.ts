import { type Percentiles } from '../load/histogram.js';
import { type CoreUse } from '../measure/core-meter.js';
import { type Scale } from './scale.js';

/** What one service costs: share of a core, and resident memory in MB. */
export interface ServiceCost {
  readonly service: string;
  /** While everybody is live and nothing changes. */
  readonly cpuIdle: number;
  /** While Go Live is pressed. */
  readonly cpuGoLive: number;
  readonly pssMb: number;
}

/** How the control plane did at one scale. Times in milliseconds. */
export interface ControlPlaneResult {
  readonly scale: Scale;
  /** From the press to the answer: placed, claimed, written. */
  readonly goLive: Percentiles & { readonly count: number; readonly failed: number };
  /** From a node's death until its sessions were claimed by others. */
  readonly move: { readonly sessions: number; readonly median: number; readonly last: number };
  readonly services: readonly ServiceCost[];
  /**
   * Nodes and users while Go Live is pressed: what they cost themselves, as a share of a core, and how full their core was
   * with everything else there. When it is full, it is what was measured.
   */
  readonly load: { readonly cpu: number; readonly core: CoreUse };
  /** Through NATS, while everybody is live. */
  readonly messagesPerSecond: { readonly in: number; readonly out: number };
}
