import { z } from 'zod';
import { adviceSchema } from './advice.js';
import { idSchema, instantSchema, processNameSchema } from './primitives.js';
import { platformIdSchema } from './setting.js';
import { targetErrorCodeSchema } from './target-problems.js';

export const sessionStateSchema = z.enum(['starting', 'waiting', 'live', 'interrupted', 'ending', 'ended', 'failed']);
export type SessionState = z.infer<typeof sessionStateSchema>;

/** States a session never leaves. Everything else is unfinished. */
export const finishedStates: readonly SessionState[] = ['ended', 'failed'];

export const targetStateSchema = z.enum(['off', 'waiting', 'connecting', 'live', 'retrying', 'refused', 'stopped']);
export type TargetState = z.infer<typeof targetStateSchema>;

export const targetErrorSchema = z.object({
  code: targetErrorCodeSchema,
  message: z.string(),
  hint: z.string(),
});

/** Whether the way to a target is open, as far as can be seen without a broadcast; `error` says what is in the way. */
export const targetCheckSchema = z.object({ targetId: idSchema, error: targetErrorSchema.nullable() });
export type TargetCheck = z.infer<typeof targetCheckSchema>;

/** What a target has counted: bytes and frames of the picture, and how often it came back. */
export const targetCountersSchema = z.object({
  targetId: idSchema,
  bytesSent: z.number(),
  framesDropped: z.int(),
  reconnects: z.int().describe('How often it came back after it was live. A move to another node is one.'),
});
export type TargetCounters = z.infer<typeof targetCountersSchema>;

/**
 * How one target is doing. `since` is when it entered `state`; `attempt` counts from 1 while it is being reconnected. A node
 * counts from zero; in a session, its statistics and its report the counters are those of the whole session.
 */
export const targetStatusSchema = targetCountersSchema.extend({
  name: z.string(),
  platform: platformIdSchema,
  state: targetStateSchema,
  since: instantSchema,
  attempt: z.int(),
  nextRetryAt: instantSchema.nullable(),
  lastError: targetErrorSchema.nullable(),
  bitrateKbps: z.number(),
});
export type TargetStatus = z.infer<typeof targetStatusSchema>;

export const videoInfoSchema = z.object({
  codec: z.string(),
  profile: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
});
export const audioInfoSchema = z.object({
  codec: z.string(),
  profile: z.string().nullable(),
  sampleRate: z.int().nullable(),
  channels: z.int().nullable(),
});

/** Why a node ended an encoder's connection and takes no other yet, as a code the page turns into sentences. */
export const encoderRefusalSchema = z.object({
  code: z.enum(['bitrate_limit']),
  /** What a session's encoder may hold, in kbit/s. */
  limitKbps: z.int(),
});
export type EncoderRefusal = z.infer<typeof encoderRefusalSchema>;

/** What comes in from the encoder. Rates are over the last second or more, smoothed for reading. */
export const publisherStatusSchema = z.object({
  connected: z.boolean(),
  since: instantSchema,
  remote: z.string().nullable(),
  encoder: z.string().nullable(),
  video: videoInfoSchema.nullable(),
  audio: audioInfoSchema.nullable(),
  /** All that comes in; `audioKbps` is the part of the sound. */
  bitrateKbps: z.number(),
  audioKbps: z.number(),
  fps: z.number(),
  /** Frames that the encoder left out of a steady rate since it connected. A node that does not know it leaves it out. */
  framesDropped: z.int().default(0),
  keyframeIntervalMs: z.number().nullable(),
  jitterMs: z.number(),
  bytesReceived: z.number(),
  /** Set from when its connection was ended until one is taken again. A node that does not know it leaves it out. */
  refusal: encoderRefusalSchema.nullable().default(null),
  /** Encoders with the same key take each other's place again and again. A node that does not know it leaves it out. */
  rivals: z.boolean().default(false),
});
export type PublisherStatus = z.infer<typeof publisherStatusSchema>;

/** Why a session ended, as a code the page turns into a sentence. */
export const endReasonSchema = z.enum([
  'stopped_by_user',
  'no_encoder',
  'encoder_gone',
  'bitrate_limit',
  'no_capacity',
  'account_deleted',
  'stopped_by_operator',
  'internal',
]);
export type EndReason = z.infer<typeof endReasonSchema>;

export const sessionSchema = z.object({
  id: idSchema,
  /** Rises with each change: of two answers about one session the higher is newer. */
  version: z.int(),
  settingId: idSchema,
  settingName: z.string(),
  state: sessionStateSchema,
  epoch: z.int(),
  node: z.object({ id: processNameSchema, host: z.string(), port: z.int() }).nullable(),
  createdAt: instantSchema,
  liveSince: instantSchema.nullable(),
  /** While `interrupted`: when the grace period runs out. */
  graceEndsAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  endReason: endReasonSchema.nullable(),
  publisher: publisherStatusSchema.nullable(),
  targets: z.array(targetStatusSchema),
  countedBefore: z
    .array(targetCountersSchema)
    .optional()
    .describe('What targets counted on nodes before the present one. The counters of `targets` contain it.'),
  advice: z.array(adviceSchema),
});
export type Session = z.infer<typeof sessionSchema>;

/** Sent each second while a session is live. */
export const sessionStatsSchema = z.object({
  sessionId: idSchema,
  at: instantSchema,
  publisher: publisherStatusSchema.nullable(),
  targets: z.array(targetStatusSchema),
});
export type SessionStats = z.infer<typeof sessionStatsSchema>;

export const sessionSummarySchema = z.object({
  id: idSchema,
  settingName: z.string(),
  state: sessionStateSchema,
  createdAt: instantSchema,
  liveSince: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  endReason: endReasonSchema.nullable(),
});
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** One line of a session's timeline. `data` depends on `kind` and never holds a secret. */
export const timelineEventSchema = z.object({
  at: instantSchema,
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEvent = z.infer<typeof timelineEventSchema>;

/** What each target lived through in one session. Times in seconds. */
export const targetReportSchema = z.object({
  targetId: idSchema,
  name: z.string(),
  platform: platformIdSchema,
  liveSeconds: z.number(),
  bytesSent: z.number(),
  framesDropped: z.int(),
  reconnects: z.int(),
  gaps: z.array(
    z.object({ from: instantSchema, to: instantSchema.nullable(), cause: targetErrorCodeSchema.nullable() }),
  ),
});
export type TargetReport = z.infer<typeof targetReportSchema>;

export const sessionReportSchema = z.object({
  session: sessionSchema,
  durationSeconds: z.number(),
  timeline: z.array(timelineEventSchema),
  targets: z.array(targetReportSchema),
  /** Incoming bitrate over time, at most a few hundred points. */
  bitrate: z.array(z.object({ at: instantSchema, kbps: z.number() })),
});
export type SessionReport = z.infer<typeof sessionReportSchema>;

/** A picture of a live stream. */
export const stillSchema = z.object({ takenAt: instantSchema, jpeg: z.base64() });
export type Still = z.infer<typeof stillSchema>;

export const previewSchema = z.object({ url: z.string(), expiresAt: instantSchema });

/** Path of a node's preview port, followed by the session's id: a WebSocket that carries the live picture as FLV. */
export const PREVIEW_PATH = '/preview/';
