import { handleSchema, idSchema, ingestKeySchema, processNameSchema } from '@mid-station/contracts';
import { z } from 'zod';
import { LEASE_MS, ROUTE_KEYS_MAX } from './limits.js';

const portSchema = z.int().min(1).max(65_535);

/** Where the session of a handle is hosted, and by whose claim. The stored form of a lease. */
export const routeSchema = z.object({
  handle: handleSchema,
  sessionId: idSchema,
  userId: idSchema,
  /** Fencing number of the claim. One epoch of a session is given to one node, once. */
  epoch: z.int().min(0),
  nodeId: processNameSchema,
  /** Address the edge dials, with the claim's own RTMP port and the port of the node's previews. */
  host: z.string().min(1).max(255),
  port: portSchema,
  previewPort: portSchema,
  /** SHA-256 of each stream key that may publish, and when it stops working. */
  keys: z.array(ingestKeySchema).max(ROUTE_KEYS_MAX),
  /** Life of the lease without renewal, in milliseconds. */
  leaseMs: z.int().min(100).max(60_000).default(LEASE_MS),
});
export type Route = z.infer<typeof routeSchema>;

/** A route as it is written: `leaseMs` may be left out. */
export type RouteInput = z.input<typeof routeSchema>;

/** Names one claim: an epoch of a session, and the node it was given to. */
export type ClaimId = Pick<Route, 'handle' | 'sessionId' | 'epoch' | 'nodeId'>;
