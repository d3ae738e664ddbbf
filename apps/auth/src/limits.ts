/**
 * Argon2id cost: memory in KiB, passes, lanes. The first configuration of the OWASP Password Storage Cheat Sheet, chosen
 * over the equal ones with less memory because memory is what an attacker's hardware lacks.
 */
export const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Password hashes computed at once per process: two cores' worth, and 38 MiB. */
export const HASHES_AT_ONCE = 2;
/** Hashes that may wait, per process: about two seconds of work, well inside the bus timeout. */
export const HASHES_WAITING = 100;

/** Life of an unused refresh token, in seconds: thirty days, so that a weekly streamer stays signed in. */
export const REFRESH_TOKEN_SECONDS = 30 * 24 * 3600;
/** Random bytes of a refresh or personal API token: 256 bits, so that a fast hash at rest is enough. */
export const TOKEN_BYTES = 32;

/** Personal API tokens per account: one per program, with room. */
export const API_TOKENS_PER_ACCOUNT = 50;
/** How stale a token's "last used" may be, in seconds: saves a write per request. */
export const LAST_USED_STEP_SECONDS = 60;

/** Random bytes of a stream key: 160 bits, which is 32 characters of base32. */
export const STREAM_KEY_BYTES = 20;

/** Random bytes of a password that the operator hands out: 80 bits, beyond guessing even for who has its hash. */
export const GIVEN_PASSWORD_BYTES = 10;

/** Random bytes of an authenticator's shared secret: 160 bits, what RFC 4226 asks for. */
export const TOTP_SECRET_BYTES = 20;
/** Life of one code, in seconds: what every authenticator app assumes. */
export const TOTP_STEP_SECONDS = 30;
/** Steps before and after the present one whose codes are taken: clocks and people are up to half a minute off. */
export const TOTP_WINDOW = 1;
/** Recovery codes made at a time: enough for a lost phone, few enough to print. */
export const RECOVERY_CODES = 10;
/** Random bytes of a recovery code: 80 bits, so that a fast hash at rest is enough. */
export const RECOVERY_CODE_BYTES = 10;

/** Sign-ins an account sees, those used last: a program that signs in again and again leaves one each time. */
export const SIGN_INS_SHOWN = 200;
/** Audit events an account sees, beside failed sign-ins: about a month of a busy one. */
export const AUDIT_EVENTS_SHOWN = 150;
/** Failed sign-ins among them: strangers write those, and must not push out what was done. */
export const FAILED_SIGN_INS_SHOWN = 50;
/** Time audit events are kept, in days: half a year. */
export const AUDIT_DAYS = 180;
/** While in which views of the stream key from one place are one event, in seconds: the page asks each time it opens. */
export const KEY_VIEW_STEP_SECONDS = 600;

/** How often each copy looks whether the signing key file changed, in milliseconds. */
export const KEY_FILE_POLL_MS = 5_000;
/** Time a new signing key is published before it signs, in seconds: longer than every copy needs to read it. */
export const KEY_LEAD_SECONDS = 60;
