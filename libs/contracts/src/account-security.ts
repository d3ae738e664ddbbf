import { z } from 'zod';
import { idSchema, instantSchema } from './primitives.js';
import { PASSWORD_MAX_LENGTH } from './user.js';

/** One device that is signed in. `current` is the one that asks. */
export const signInSchema = z.object({
  id: idSchema,
  current: z.boolean(),
  remote: z.string(),
  userAgent: z.string().nullable(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema,
});
export type SignInSummary = z.infer<typeof signInSchema>;

/** A six-digit code of an authenticator app; people type it in groups. */
export const totpCodeSchema = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'The code has six digits.'));

export const secondFactorSchema = z.object({ enabled: z.boolean(), recoveryCodesLeft: z.int() });
export type SecondFactor = z.infer<typeof secondFactorSchema>;

/** What goes into an authenticator app, as text and as the address behind a QR code. Nothing is asked for until confirmed. */
export const secondFactorSetupSchema = z.object({ secret: z.string(), otpauthUrl: z.string() });
export const confirmSecondFactorSchema = z.object({ code: totpCodeSchema });
/** Each works once, in place of a code. Shown once, here. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
/** The password, so that a borrowed browser cannot weaken an account. */
export const proveSchema = z.object({ password: z.string().min(1).max(PASSWORD_MAX_LENGTH) });

/** What is written down of an account: who did what, when, from where. */
export const auditKindSchema = z.enum([
  'account_registered',
  'account_added',
  'account_reset',
  'email_changed',
  'password_changed',
  'sign_in',
  'sign_in_failed',
  'sign_in_copied',
  'sign_out',
  'signed_out_everywhere',
  'second_factor_enabled',
  'second_factor_disabled',
  'recovery_code_used',
  'api_token_created',
  'api_token_deleted',
  'stream_key_viewed',
  'stream_key_rotated',
  'went_live',
  'went_offline',
  'node_drained',
]);
export type AuditKind = z.infer<typeof auditKindSchema>;

/** `subject` names what it was done to, where that is not the account itself: a token's name, a node. Never a secret. */
export const auditEventSchema = z.object({
  id: idSchema,
  at: instantSchema,
  kind: auditKindSchema,
  subject: z.string().nullable(),
  remote: z.string(),
  userAgent: z.string().nullable(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;
