import { z } from 'zod';
import { idSchema, instantSchema, nodePublicKeySchema, processNameSchema } from './primitives.js';

export const nodeStateSchema = z.enum(['ready', 'draining', 'lost']);

/** An ingest node as an operator sees it. `capacity` is sessions; `load` is 0..1 of one core. */
export const nodeSchema = z.object({
  id: processNameSchema,
  host: z.string(),
  state: nodeStateSchema,
  capacity: z.int(),
  sessions: z.int(),
  load: z.number(),
  lastSeenAt: instantSchema,
});
export type Node = z.infer<typeof nodeSchema>;

/** What a node holds, as it says itself: the truth that the control plane reconciles with. */
export const heldClaimSchema = z.object({
  sessionId: idSchema,
  epoch: z.int(),
  /** Rises with every change of the session's relay status, so that a missed report is noticed. */
  revision: z.int(),
});
export type HeldClaim = z.infer<typeof heldClaimSchema>;

/** Sent by each node every second. */
export const nodeAnnouncementSchema = z.object({
  nodeId: processNameSchema,
  /** What only this node may read is sealed for it. A node has another one after each start. */
  publicKey: nodePublicKeySchema,
  host: z.string(),
  capacity: z.int(),
  load: z.number(),
  draining: z.boolean(),
  claims: z.array(heldClaimSchema),
});
export type NodeAnnouncement = z.infer<typeof nodeAnnouncementSchema>;
