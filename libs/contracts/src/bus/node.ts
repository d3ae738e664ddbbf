import { z } from 'zod';
import { heldClaimSchema, nodeAnnouncementSchema } from '../node.js';
import { idSchema, instantSchema, processNameSchema, sealedKeysSchema } from '../primitives.js';
import {
  endReasonSchema,
  publisherStatusSchema,
  stillSchema,
  targetCountersSchema,
  targetStatusSchema,
} from '../session.js';
import { settingOptionsSchema, targetUrlSchema } from '../setting.js';
import { targetErrorCodeSchema } from '../target-problems.js';
import { ingestIdentitySchema, ingestKeySchema } from './auth.js';
import { rpc, signal } from './define.js';
import { planTargetSchema } from './settings.js';

/** Time a node has to answer, in milliseconds: binding a port and one Redis script take a few; then the next node is tried. */
export const CLAIM_TIMEOUT_MS = 2_000;

const held = z.object({ sessionId: idSchema, epoch: z.int() });

/** Everything a node needs to host a session. */
export const claimSchema = held.extend({
  identity: ingestIdentitySchema,
  settingRevision: z.int(),
  options: settingOptionsSchema,
  targets: z.array(planTargetSchema),
  sealedKeys: sealedKeysSchema,
  /** Whether the encoder was already live on another node. */
  moved: z.boolean(),
});
export type Claim = z.infer<typeof claimSchema>;

/** Time a picture may take, in milliseconds: those asked for before it, and its own decoding. */
export const STILL_ANSWER_MS = 8_000;
/** Targets probed with one question: more than a setting may have. */
export const TARGETS_PER_PROBE = 64;
/** Time a probe may take, in milliseconds: four seconds to connect, four for the handshake, and the way there. */
export const PROBE_TIMEOUT_MS = 10_000;

/** How far a node came towards a target without publishing; null when the way is open. */
export const targetProbeSchema = z.object({ targetId: idSchema, code: targetErrorCodeSchema.nullable() });
export type TargetProbe = z.infer<typeof targetProbeSchema>;

/** How a held session is doing, in full: reports are levels, not edges, so a lost one does no harm. */
export const relayStateSchema = z.enum(['waiting', 'live', 'interrupted', 'ended']);
export const sessionStatusSchema = heldClaimSchema.extend({
  nodeId: processNameSchema,
  userId: idSchema,
  at: instantSchema,
  state: relayStateSchema,
  /** Set with `interrupted`. */
  graceEndsAt: instantSchema.nullable(),
  /** Set with `ended`: the node ended it by itself. */
  endReason: endReasonSchema.nullable(),
  settingRevision: z.int(),
  publisher: publisherStatusSchema.nullable(),
  targets: z.array(targetStatusSchema),
});
export type SessionStatus = z.infer<typeof sessionStatusSchema>;

/** What comes in for each live session of a node at one moment: a point of its report's curve, and what advice is made of. */
export const nodeSamplesSchema = z.object({
  nodeId: processNameSchema,
  at: instantSchema,
  samples: z.array(z.object({ sessionId: idSchema, publisher: publisherStatusSchema })),
});
export type NodeSamples = z.infer<typeof nodeSamplesSchema>;

/** What each claim of a node that has an encoder has counted so far, from zero. */
export const nodeCountersSchema = z.object({
  nodeId: processNameSchema,
  claims: z.array(held.extend({ targets: z.array(targetCountersSchema) })),
});
export type NodeCounters = z.infer<typeof nodeCountersSchema>;

/**
 * Questions to one node, addressed by its name. A node without that session, or with another epoch, answers `stale_claim`;
 * one that cannot open the keys, because it was started anew since they were sealed, `stale_key`.
 */
export const nodeBus = {
  claim: rpc('node.{nodeId}.claim', claimSchema, z.object({ host: z.string(), port: z.int() }), CLAIM_TIMEOUT_MS),
  /** New targets, options or keys of a held session: applied at once, keyed by target id. */
  update: rpc(
    'node.{nodeId}.update',
    held.extend({
      settingRevision: z.int(),
      options: settingOptionsSchema,
      targets: z.array(planTargetSchema),
      sealedKeys: sealedKeysSchema,
      keys: z.array(ingestKeySchema),
    }),
    sessionStatusSchema,
  ),
  /** Let go: targets closed politely, listener closed, port free, route gone, encoder disconnected. Answers the last status. */
  release: rpc(
    'node.{nodeId}.release',
    held.extend({ reason: z.enum(['stopped', 'moved', 'orphan']) }),
    sessionStatusSchema,
  ),
  retryTarget: rpc('node.{nodeId}.retry', held.extend({ targetId: idSchema }), z.null(), CLAIM_TIMEOUT_MS),
  /** Try the way to these targets, whoever hosts them: name, connection, TLS, handshake, connect. No key, no broadcast. */
  probe: rpc(
    'node.{nodeId}.probe',
    z.object({ targets: z.array(z.object({ targetId: idSchema, url: targetUrlSchema })).max(TARGETS_PER_PROBE) }),
    z.array(targetProbeSchema),
    PROBE_TIMEOUT_MS,
  ),
  /** A recent picture of a session; null when there is none: no keyframe yet, or nothing to decode it with. */
  still: rpc('node.{nodeId}.still', z.object({ sessionId: idSchema }), stillSchema.nullable(), STILL_ANSWER_MS),
  status: rpc('node.{nodeId}.status', z.object({ sessionId: idSchema }), sessionStatusSchema, 500),
  drain: rpc('node.{nodeId}.drain', z.object({}), z.null(), CLAIM_TIMEOUT_MS),
  /** Is the process there at all? With nobody subscribed the bus answers "no responders" at once. */
  ping: rpc('node.{nodeId}.ping', z.object({}), nodeAnnouncementSchema, 300),
  announcement: signal('event.node.{nodeId}', nodeAnnouncementSchema),
  /** Sent when a session's relay status changes in a way the control plane keeps (state, target state, publisher). */
  report: signal('event.report.{nodeId}', sessionStatusSchema),
  /** Sent each second, one for all sessions of the node: what is left of them when it dies without a last word. */
  counters: signal('event.counters.{nodeId}', nodeCountersSchema),
  /** Sent every ten seconds, one for all live sessions of the node. */
  samples: signal('event.samples.{nodeId}', nodeSamplesSchema),
};
