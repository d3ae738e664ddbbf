import { z } from 'zod';
import { handleSchema, idSchema } from './primitives.js';
import { roleSchema } from './user.js';

/** `iss` of every token this installation signs. Signatures are EdDSA; the public keys come from `authBus.keys`. */
export const TOKEN_ISSUER = 'mid-station';
/** `alg` that verifiers accept, and the only one. */
export const TOKEN_ALGORITHM = 'EdDSA';

/** `aud` of access tokens, which only the gateway takes. */
export const ACCESS_AUDIENCE = 'api';
/** Life of an access token, in seconds: ten minutes, because it cannot be taken back before. */
export const ACCESS_TOKEN_SECONDS = 600;
/** `sub` is the user's id, `sid` the sign-in that the token came from. */
export const accessClaimsSchema = z.object({
  sub: idSchema,
  handle: z.string(),
  role: roleSchema,
  sid: idSchema,
  exp: z.number(),
});
export type AccessClaims = z.infer<typeof accessClaimsSchema>;

/** `aud` of preview tickets, which only the edge and the nodes take. */
export const PREVIEW_AUDIENCE = 'preview';
/** Life of a preview ticket, in seconds: it is used at once, and it travels in an URL. */
export const PREVIEW_TICKET_SECONDS = 60;
/**
 * `sub` is the user's id, `sid` the live session that may be watched, `handle` where its route is, `accessId` the sign-in or
 * the personal API token that the ticket was asked with: the preview ends with it.
 */
export const previewClaimsSchema = z.object({
  sub: idSchema,
  sid: idSchema,
  handle: handleSchema,
  accessId: idSchema,
  exp: z.number(),
});
export type PreviewClaims = z.infer<typeof previewClaimsSchema>;
/**
 * WebSocket close code of a preview whose sign-in, API token or account ended: there is no sense in asking again with the
 * same one ("unauthorized" in IANA's registry).
 */
export const PREVIEW_UNAUTHORIZED = 3000;
