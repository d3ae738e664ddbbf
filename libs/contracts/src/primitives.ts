import { z } from 'zod';

/** Row and connection identifiers: lower-case UUIDs. Safe as one NATS subject token and inside a Redis key. */
export const idSchema = z.uuid();

/** Names a process gives itself (ingest node, edge): one subject token, no dots or wildcards. */
export const processNameSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Longest handle, in characters: it is typed into OBS and read aloud. */
export const HANDLE_MAX_LENGTH = 32;
export const HANDLE_MIN_LENGTH = 3;

/**
 * A user's public name and the path of their ingest address. Lower-case ASCII only, so that no two handles look alike;
 * it starts and ends with a letter or digit.
 */
export const handleSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(HANDLE_MIN_LENGTH, `A handle has at least ${HANDLE_MIN_LENGTH} characters.`)
  .max(HANDLE_MAX_LENGTH, `A handle has at most ${HANDLE_MAX_LENGTH} characters.`)
  .regex(
    /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/,
    'Use letters, digits, "-" and "_"; begin and end with a letter or digit.',
  );

/** Instants are ISO 8601 in UTC with milliseconds, everywhere outside a process. */
export const instantSchema = z.iso.datetime();

/** Text a person types: no control characters (NUL breaks Postgres text), trimmed. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(80, 'A name has at most 80 characters.')
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'A name cannot contain control characters.');

/** SHA-256 of a stream key, lower-case hex. Keys carry 160 random bits, so a fast hash is enough. */
export const keyHashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Public half of the key pair that a node makes at its start: an uncompressed P-256 point (RFC 9180, 7.1.1), base64url. */
export const nodePublicKeySchema = z.string().regex(/^B[A-Za-z0-9_-]{86}$/);

/** The keys of a plan's targets, sealed for one node: `v1.<id of the node's key>.<base64url>`. */
export const sealedKeysSchema = z.string().regex(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);

export type Id = z.infer<typeof idSchema>;
