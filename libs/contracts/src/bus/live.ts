import { z } from 'zod';
import { nodeSchema } from '../node.js';
import { handleSchema, idSchema, keyHashSchema, nodePublicKeySchema, processNameSchema } from '../primitives.js';
import {
  sessionReportSchema,
  sessionSchema,
  sessionStatsSchema,
  sessionSummarySchema,
  stillSchema,
  targetCheckSchema,
} from '../session.js';
import { rpc, signal } from './define.js';
import { PROBE_TIMEOUT_MS, STILL_ANSWER_MS } from './node.js';

const byUser = z.object({ userId: idSchema });
const none = z.null();

/** Time a Go Live may take at most: a claim attempt on several nodes. */
export const GO_LIVE_TIMEOUT_MS = 12_000;

/** Time a preflight may take at most, in milliseconds: what a node may take, and finding one. */
export const PREFLIGHT_TIMEOUT_MS = PROBE_TIMEOUT_MS + 2_000;

/** What a stranger is told: the same for an unknown handle and a wrong key, so that nobody learns which it was. */
export const STRANGER_DESCRIPTION = 'Server and stream key do not belong together. Copy both again from Mid-Station.';

/** A session's numbers as its node counts them, from zero. Only the node that has the session is believed. */
export const nodeStatsSchema = sessionStatsSchema.extend({ nodeId: processNameSchema });
export type NodeStats = z.infer<typeof nodeStatsSchema>;

export const liveBus = {
  /** Go Live. `created` is false when the user was live already. */
  start: rpc('live.start', byUser, z.object({ session: sessionSchema, created: z.boolean() }), GO_LIVE_TIMEOUT_MS),
  /** Go Offline: the ended session, or null when nothing was live. */
  stop: rpc('live.stop', byUser, sessionSchema.nullable(), GO_LIVE_TIMEOUT_MS),
  /** Tries the way to each target of the active setting that is on, without starting a broadcast. */
  preflight: rpc('live.preflight', byUser, z.array(targetCheckSchema), PREFLIGHT_TIMEOUT_MS),
  current: rpc('live.current', byUser, sessionSchema.nullable()),
  /** A recent picture of the user's live session; null when there is none. */
  still: rpc('live.still', byUser, stillSchema.nullable(), STILL_ANSWER_MS + 1_000),
  retryTarget: rpc('live.retry', byUser.extend({ targetId: idSchema }), none),
  sessions: rpc('live.sessions.list', byUser, z.array(sessionSummarySchema)),
  session: rpc('live.sessions.get', byUser.extend({ sessionId: idSchema }), sessionReportSchema),
  /** Is this setting streaming now? Settings asks before it lets the active setting be switched or deleted. */
  isLive: rpc('live.setting', z.object({ settingId: idSchema }), z.object({ live: z.boolean() })),
  nodes: rpc('live.nodes.list', z.object({}), z.array(nodeSchema)),
  /**
   * A node that has no name and no user of the bus of its own asks for them. The same key is given the same ones each time;
   * the password is sealed for it, because all who ask share one user.
   */
  takePlace: rpc(
    'live.nodes.place',
    z.object({ publicKey: nodePublicKeySchema }),
    z.object({ nodeId: processNameSchema, sealedPassword: z.string() }),
  ),
  drainNode: rpc('live.nodes.drain', z.object({ nodeId: processNameSchema }), none),
  /**
   * An encoder stands at the edge and there is no route for it. `hold`: a claim is under way, wait for the route;
   * `refuse`: send `description` and close. A wrong key and an unknown handle are refused alike, as `stranger`.
   * `sessionId` is set for an encoder that was streaming to that session until its node went: then nothing new is begun.
   */
  knock: rpc(
    'live.knock',
    z.object({
      handle: handleSchema,
      keyHash: keyHashSchema,
      sessionId: idSchema.optional(),
      /** Address of the encoder, for the audit log. */
      remote: z.string().optional(),
    }),
    z.discriminatedUnion('decision', [
      z.object({ decision: z.literal('hold') }),
      z.object({
        decision: z.literal('refuse'),
        description: z.string(),
        reason: z.enum(['stranger', 'not_ready']).default('stranger'),
      }),
    ]),
  ),
  /** An edge lost its connection to a node that a route points at: a hint to look at that node now. */
  nodeSuspected: signal(
    'event.suspect.{nodeId}',
    z.object({ nodeId: processNameSchema, sessionId: idSchema, epoch: z.int() }),
  ),
  /** The whole session, after each change. */
  sessionChanged: signal('event.session.{userId}', sessionSchema),
  /** For pages: numbers of a live session, each second; `countedBefore` is to be added. */
  stats: signal('event.stats.{nodeId}.{userId}', nodeStatsSchema),
};
