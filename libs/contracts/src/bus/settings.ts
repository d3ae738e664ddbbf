import { z } from 'zod';
import { idSchema, nodePublicKeySchema, processNameSchema, sealedKeysSchema } from '../primitives.js';
import {
  createSettingSchema,
  createTargetSchema,
  platformIdSchema,
  platformSchema,
  settingOptionsSchema,
  settingSchema,
  targetSchema,
  targetUrlSchema,
  updateSettingSchema,
  updateTargetSchema,
} from '../setting.js';
import { rpc, signal } from './define.js';

const byUser = z.object({ userId: idSchema });
const bySetting = byUser.extend({ settingId: idSchema });
const byTarget = byUser.extend({ targetId: idSchema });
const none = z.null();

/** A target as it is streamed, without its key: that goes beside it, sealed. */
export const planTargetSchema = z.object({
  targetId: idSchema,
  name: z.string(),
  platform: platformIdSchema,
  url: targetUrlSchema,
  enabled: z.boolean(),
});
export type PlanTarget = z.infer<typeof planTargetSchema>;

/** A target as the relay needs it: with its key in the clear. Exists in settings and in the node that streams, never on the bus. */
export type RelayTarget = PlanTarget & { key: string };

/** A node that keys are to be sealed for, as it announced itself. */
export const sealedForSchema = z.object({ nodeId: processNameSchema, publicKey: nodePublicKeySchema });
export type SealedFor = z.infer<typeof sealedForSchema>;

/** A setting as it is streamed. `revision` rises with every edit of the setting or one of its targets. */
export const streamPlanSchema = z.object({
  userId: idSchema,
  settingId: idSchema,
  settingName: z.string(),
  revision: z.int(),
  options: settingOptionsSchema,
  targets: z.array(planTargetSchema),
  /** The keys of these targets; null when no node was named, or when its public key is not one. */
  sealedKeys: sealedKeysSchema.nullable(),
});
export type StreamPlan = z.infer<typeof streamPlanSchema>;

export const settingsBus = {
  platforms: rpc('settings.platforms', z.object({}), z.array(platformSchema)),
  list: rpc('settings.list', byUser, z.array(settingSchema)),
  create: rpc('settings.create', byUser.extend({ setting: createSettingSchema }), settingSchema),
  update: rpc('settings.update', bySetting.extend({ changes: updateSettingSchema }), settingSchema),
  remove: rpc('settings.remove', bySetting, none),
  activate: rpc('settings.activate', bySetting.extend({ active: z.boolean() }), settingSchema),
  createTarget: rpc('settings.targets.create', bySetting.extend({ target: createTargetSchema }), targetSchema),
  updateTarget: rpc('settings.targets.update', byTarget.extend({ changes: updateTargetSchema }), targetSchema),
  removeTarget: rpc('settings.targets.remove', byTarget, none),
  /** The user's active setting, ready to stream; null when none is active. */
  activePlan: rpc(
    'settings.plan.active',
    byUser.extend({ sealedFor: sealedForSchema.nullable() }),
    streamPlanSchema.nullable(),
  ),
  /** One setting, ready to stream; null when it is gone. */
  plan: rpc(
    'settings.plan.get',
    z.object({ settingId: idSchema, sealedFor: sealedForSchema }),
    streamPlanSchema.nullable(),
  ),
  /** The current revision of each of these settings, for noticing a missed change. Unknown ones are left out. */
  revisions: rpc(
    'settings.plan.revisions',
    z.object({ settingIds: z.array(idSchema).max(1000) }),
    z.array(z.object({ settingId: idSchema, revision: z.int() })),
  ),
  /** A setting or one of its targets changed. */
  changed: signal('event.settings.{userId}', bySetting.extend({ revision: z.int() })),
};
