import { z } from 'zod';
import { handleSchema, idSchema, instantSchema, nameSchema } from './primitives.js';

export const PASSWORD_MIN_LENGTH = 10;
/** Argon2 reads all of it; the bound keeps a request from costing more than a password should. */
export const PASSWORD_MAX_LENGTH = 200;

export const emailSchema = z.email('This is not an e-mail address.').trim().toLowerCase().max(254);
export const passwordSchema = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `A password has at least ${PASSWORD_MIN_LENGTH} characters.`)
  .max(PASSWORD_MAX_LENGTH, `A password has at most ${PASSWORD_MAX_LENGTH} characters.`);

export const roleSchema = z.enum(['user', 'operator']);
export type Role = z.infer<typeof roleSchema>;

export const userSchema = z.object({
  id: idSchema,
  handle: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: instantSchema,
});
export type User = z.infer<typeof userSchema>;

export const registerSchema = z.object({ handle: handleSchema, email: emailSchema, password: passwordSchema });
export type Register = z.infer<typeof registerSchema>;

/** Whether anybody may make an account, or only the operator of the installation. */
export const registrationSchema = z.object({ open: z.boolean() });

/** `login` is a handle or an e-mail address. `secondFactor` is a TOTP or recovery code, where the account asks for one. */
export const loginSchema = z.object({
  login: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(PASSWORD_MAX_LENGTH),
  secondFactor: z.string().trim().max(32).optional(),
});
export type Login = z.infer<typeof loginSchema>;

/** `expiresIn` is seconds. */
export const accessSchema = z.object({ accessToken: z.string(), expiresIn: z.int() });
export const signedInSchema = accessSchema.extend({ user: userSchema });
export type SignedIn = z.infer<typeof signedInSchema>;

export const updateMeSchema = z.object({ email: emailSchema.optional() });
export type UpdateMe = z.infer<typeof updateMeSchema>;
export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1).max(PASSWORD_MAX_LENGTH),
  newPassword: passwordSchema,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** What a personal API token may do: `read` looks, `live` also goes live and offline, `manage` also edits settings. */
export const tokenScopeSchema = z.enum(['read', 'live', 'manage']);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

export const createTokenSchema = z.object({ name: nameSchema, scope: tokenScopeSchema.default('manage') });
export const apiTokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  scope: tokenScopeSchema,
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});
/** `token` is shown once, here. */
export const createdTokenSchema = apiTokenSchema.extend({ token: z.string() });
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** What goes into OBS: server address and stream key. */
export const ingestSchema = z.object({
  servers: z.object({ rtmp: z.string(), rtmps: z.string() }),
  streamKey: z.string(),
});
export type Ingest = z.infer<typeof ingestSchema>;

/** Longest time an old stream key may stay valid after a rotation, in seconds: one day. */
export const KEY_OVERLAP_MAX_SECONDS = 86_400;
export const rotateKeySchema = z.object({ overlapSeconds: z.int().min(0).max(KEY_OVERLAP_MAX_SECONDS).default(0) });
