import { z } from 'zod';
import {
  auditEventSchema,
  auditKindSchema,
  confirmSecondFactorSchema,
  proveSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  secondFactorSetupSchema,
  signInSchema,
} from '../account-security.js';
import { handleSchema, idSchema, instantSchema, keyHashSchema } from '../primitives.js';
import {
  apiTokenSchema,
  changePasswordSchema,
  createdTokenSchema,
  createTokenSchema,
  loginSchema,
  registerSchema,
  roleSchema,
  signedInSchema,
  tokenScopeSchema,
  updateMeSchema,
  userSchema,
} from '../user.js';
import { rpc, signal } from './define.js';

const byUser = z.object({ userId: idSchema });
/** Where a request came from, for rate limits and the audit log. */
const origin = z.object({ remote: z.string(), userAgent: z.string().nullable() });
/** Acts that a person does to their account say where from; questions of other services do not. */
const act = byUser.extend({ origin: origin.optional() });
const none = z.null();
/** What a user got in with: a sign-in or a personal API token. */
const access = byUser.extend({ accessId: idSchema });

/** Signed in, with the refresh token that the gateway puts into a cookie and nothing else ever sees. */
const opened = signedInSchema.extend({ refreshToken: z.string(), refreshExpiresAt: instantSchema });

/** A stream key the user may publish with: its hash, and when it stops working (null: until rotated). */
export const ingestKeySchema = z.object({ hash: keyHashSchema, expiresAt: instantSchema.nullable() });
export type IngestKey = z.infer<typeof ingestKeySchema>;

/** Who may publish at a handle. */
export const ingestIdentitySchema = z.object({
  userId: idSchema,
  handle: z.string(),
  keys: z.array(ingestKeySchema),
});
export type IngestIdentity = z.infer<typeof ingestIdentitySchema>;

export const authBus = {
  register: rpc('auth.register', registerSchema.extend({ origin }), opened),
  login: rpc('auth.login', loginSchema.extend({ origin }), opened),
  refresh: rpc('auth.refresh', z.object({ refreshToken: z.string(), origin }), opened),
  logout: rpc('auth.logout', z.object({ refreshToken: z.string(), origin: origin.optional() }), none),
  me: rpc('auth.me', byUser, userSchema),
  updateMe: rpc('auth.me.update', act.extend({ changes: updateMeSchema }), userSchema),
  /** Ends every sign-in of the user, except `keepSignInId`: the one the change was made from. */
  changePassword: rpc(
    'auth.me.password',
    act.extend({ change: changePasswordSchema, keepSignInId: idSchema.optional() }),
    none,
  ),
  deleteMe: rpc('auth.me.delete', byUser, none),
  listTokens: rpc('auth.tokens.list', byUser, z.array(apiTokenSchema)),
  createToken: rpc('auth.tokens.create', act.extend({ token: createTokenSchema }), createdTokenSchema),
  deleteToken: rpc('auth.tokens.delete', act.extend({ tokenId: idSchema }), none),
  listSignIns: rpc('auth.signins.list', byUser.extend({ currentId: idSchema.nullable() }), z.array(signInSchema)),
  /** Ends one sign-in of the user, or all of them. */
  endSignIns: rpc('auth.signins.end', act.extend({ signInId: idSchema.optional() }), none),
  secondFactor: rpc('auth.secondfactor.get', byUser, secondFactorSchema),
  beginSecondFactor: rpc('auth.secondfactor.begin', act.extend({ proof: proveSchema }), secondFactorSetupSchema),
  /** Ends every sign-in of the user, except `keepSignInId`. */
  confirmSecondFactor: rpc(
    'auth.secondfactor.confirm',
    act.extend({ proof: confirmSecondFactorSchema, keepSignInId: idSchema.optional() }),
    recoveryCodesSchema,
  ),
  disableSecondFactor: rpc('auth.secondfactor.disable', act.extend({ proof: proveSchema }), none),
  audit: rpc('auth.audit.list', byUser, z.array(auditEventSchema)),
  /** Writes down what a user did elsewhere. Telling the same event (by its id) twice writes it once. */
  recordAudit: rpc(
    'auth.audit.record',
    byUser.extend({
      id: idSchema,
      at: instantSchema,
      kind: auditKindSchema,
      subject: z.string().max(200).nullable(),
      origin,
    }),
    none,
  ),
  /** Which of these users deleted their account: for whoever keeps something of users and may have missed `userDeleted`. */
  deleted: rpc(
    'auth.users.deleted',
    z.object({ userIds: z.array(idSchema).max(1000) }),
    z.object({ userIds: z.array(idSchema) }),
  ),
  /** Who a personal API token belongs to; `unauthenticated` when it is unknown. */
  checkToken: rpc(
    'auth.tokens.check',
    z.object({ token: z.string().max(200) }),
    z.object({ userId: idSchema, tokenId: idSchema, handle: z.string(), role: roleSchema, scope: tokenScopeSchema }),
  ),
  /** Whether this sign-in or personal API token of the user still holds; `unauthenticated` when it does not. */
  checkAccess: rpc('auth.access.check', access, none),
  /** Public halves of the signing keys (JWK set), for whoever verifies access tokens and preview tickets. */
  keys: rpc('auth.keys', z.object({}), z.object({ keys: z.array(z.record(z.string(), z.unknown())) })),
  /** A short-lived ticket for one session's preview: a signed JWT, audience `preview`. Refused like `checkAccess`. */
  previewTicket: rpc(
    'auth.preview.ticket',
    access.extend({ sessionId: idSchema, handle: z.string() }),
    z.object({ ticket: z.string(), expiresAt: instantSchema }),
  ),
  ingest: rpc('auth.ingest.get', act, z.object({ handle: z.string(), streamKey: z.string() })),
  rotateIngest: rpc(
    'auth.ingest.rotate',
    act.extend({ overlapSeconds: z.int().min(0) }),
    z.object({ handle: z.string(), streamKey: z.string() }),
  ),
  ingestIdentity: rpc('auth.ingest.identity', byUser, ingestIdentitySchema),
  ingestIdentityByHandle: rpc(
    'auth.ingest.byhandle',
    z.object({ handle: handleSchema }),
    ingestIdentitySchema.nullable(),
  ),
  /** The user's stream keys changed: a live session's route must learn the new hashes. */
  ingestChanged: signal('event.ingest.{userId}', byUser),
  /** These sign-ins or personal API tokens ended: what was signed for them and has not expired is to be refused. */
  accessEnded: signal('event.access.ended', z.object({ accessIds: z.array(idSchema) })),
  /** The account is gone: whatever others keep of it goes too. */
  userDeleted: signal('event.user.deleted', byUser),
};
