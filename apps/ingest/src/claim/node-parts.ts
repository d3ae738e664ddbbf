import { type FlushTicker, type TargetDialer } from '@mid-station/relay';
import { type Leases } from '@mid-station/route-table';
import { type NodeKeys } from '@mid-station/service';
import { type Events } from '../events.js';
import { type Ports } from './port-range.js';

/** What all sessions of a node share. */
export interface NodeParts {
  readonly nodeId: string;
  /** Opens what was sealed for this node. */
  readonly keys: NodeKeys;
  /** Address that edges dial. */
  readonly host: string;
  readonly previewPort: number;
  readonly ports: Ports;
  readonly leases: Leases;
  readonly ticker: FlushTicker;
  readonly dial: TargetDialer;
  readonly events: Events;
}
