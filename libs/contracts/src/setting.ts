import { z } from 'zod';
import { idSchema, instantSchema, nameSchema } from './primitives.js';

/** Platform presets. `practice` is the local installation's own destination, `custom` any RTMP(S) server. */
export const platformIdSchema = z.enum([
  'practice',
  'custom',
  'twitch',
  'youtube',
  'facebook',
  'kick',
  'x',
  'linkedin',
  'instagram',
  'tiktok',
  'trovo',
  'rumble',
  'dlive',
  'owncast',
  'peertube',
  'cloudflare',
  'mux',
  'ivs',
]);
export type PlatformId = z.infer<typeof platformIdSchema>;

/** What a platform accepts; null where it publishes no figure. Bitrates in kbit/s, the keyframe interval in seconds. */
export const platformLimitsSchema = z.object({
  maxVideoKbps: z.int().nullable(),
  maxAudioKbps: z.int().nullable(),
  maxKeyframeIntervalSeconds: z.number().nullable(),
  videoCodecs: z.array(z.string()),
  audioCodecs: z.array(z.string()),
});

export const platformSchema = z.object({
  id: platformIdSchema,
  name: z.string(),
  servers: z.array(z.object({ name: z.string(), url: z.string() })),
  limits: platformLimitsSchema,
  keyHelpUrl: z.string().nullable(),
});
export type Platform = z.infer<typeof platformSchema>;

export const TARGET_URL_MAX_LENGTH = 1024;
export const TARGET_KEY_MAX_LENGTH = 1024;

/** Sent byte for byte: never trimmed, decoded or normalised. Line breaks and NUL cannot be part of a URL or key. */
const verbatim = (max: number, what: string) =>
  z
    .string()
    .min(1, `${what} is needed.`)
    .max(max, `${what} has at most ${max} characters.`)
    .regex(/^[^\u0000-\u0020\u007f]*$/, `${what} cannot contain spaces or control characters.`);

export const targetUrlSchema = verbatim(TARGET_URL_MAX_LENGTH, 'A server URL').regex(
  /^rtmps?:\/\/[^/]+/i,
  'A server URL begins with rtmp:// or rtmps:// and a host name.',
);
export const targetKeySchema = verbatim(TARGET_KEY_MAX_LENGTH, 'A stream key');

export const createTargetSchema = z.object({
  name: nameSchema,
  platform: platformIdSchema,
  url: targetUrlSchema,
  key: targetKeySchema,
  enabled: z.boolean().default(true),
});
export type CreateTarget = z.infer<typeof createTargetSchema>;

/**
 * Omitted fields keep their value; the key is write-only, so an omitted key is the stored one. It is asked for again with a
 * URL of another server.
 */
export const updateTargetSchema = z.object({
  name: nameSchema.optional(),
  platform: platformIdSchema.optional(),
  url: targetUrlSchema.optional(),
  key: targetKeySchema.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateTarget = z.infer<typeof updateTargetSchema>;

/** `keyHint` is the key's last four characters. */
export const targetSchema = z.object({
  id: idSchema,
  settingId: idSchema,
  name: z.string(),
  platform: platformIdSchema,
  url: z.string(),
  keyHint: z.string(),
  enabled: z.boolean(),
  createdAt: instantSchema,
});
export type Target = z.infer<typeof targetSchema>;

/** Longest grace period after a lost encoder, in seconds: half an hour. */
export const GRACE_MAX_SECONDS = 1800;
export const GRACE_DEFAULT_SECONDS = 90;

/** What targets get while the encoder is lost: the last picture again, nothing, or the end of the stream. */
export const holdPolicySchema = z.enum(['freeze', 'silent', 'end']);
export type HoldPolicy = z.infer<typeof holdPolicySchema>;

const AUTO_LIVE =
  'Go live as soon as the encoder connects, without the button. After Go Offline it takes the button, or an encoder that did not try for twenty minutes: until then it is taken for the one that was stopped, reconnecting by itself.';

export const settingOptionsSchema = z.object({
  graceSeconds: z.int().min(0).max(GRACE_MAX_SECONDS).default(GRACE_DEFAULT_SECONDS),
  holdPolicy: holdPolicySchema.default('freeze'),
  autoLive: z.boolean().default(false).describe(AUTO_LIVE),
});
export type SettingOptions = z.infer<typeof settingOptionsSchema>;

export const createSettingSchema = z.object({
  name: nameSchema,
  options: settingOptionsSchema.default(settingOptionsSchema.parse({})),
});
export type CreateSetting = z.infer<typeof createSettingSchema>;

export const updateSettingSchema = z.object({
  name: nameSchema.optional(),
  options: z
    .object({
      graceSeconds: z.int().min(0).max(GRACE_MAX_SECONDS),
      holdPolicy: holdPolicySchema,
      autoLive: z.boolean().describe(AUTO_LIVE),
    })
    .partial()
    .optional(),
});
export type UpdateSetting = z.infer<typeof updateSettingSchema>;

export const settingSchema = z.object({
  id: idSchema,
  name: z.string(),
  active: z.boolean(),
  options: settingOptionsSchema,
  targets: z.array(targetSchema),
  createdAt: instantSchema,
});
export type Setting = z.infer<typeof settingSchema>;

export const activateSchema = z.object({ active: z.boolean() });
