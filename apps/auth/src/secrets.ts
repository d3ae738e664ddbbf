import { createHash, randomBytes } from 'node:crypto';
import { GIVEN_PASSWORD_BYTES, RECOVERY_CODE_BYTES, STREAM_KEY_BYTES, TOKEN_BYTES } from './limits.js';

/** Marks personal API tokens, so that the gateway and secret scanners tell them from anything else. */
export const API_TOKEN_PREFIX = 'mst_';

/** Base32 without letters that are mistaken for digits (i, l, o) or make words (u). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** SHA-256 in lower-case hex: how random secrets of 160 bits and more are kept and compared. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** A stream key that can be read aloud: four groups of eight, safe in an URL and in every encoder. */
export function newStreamKey(): string {
  return inGroups(randomText(STREAM_KEY_BYTES), 8);
}

/** A recovery code that can be printed and typed: four groups of four. */
export function newRecoveryCode(): string {
  return inGroups(randomText(RECOVERY_CODE_BYTES), 4);
}

/** A password that can be read to somebody and typed: four groups of four. */
export function newPassword(): string {
  return inGroups(randomText(GIVEN_PASSWORD_BYTES), 4);
}

function randomText(bytes: number): string {
  let bits = BigInt(`0x${randomBytes(bytes).toString('hex')}`);
  let text = '';
  for (let left = (bytes * 8) / 5; left > 0; left--) {
    text += ALPHABET[Number(bits & 31n)];
    bits >>= 5n;
  }
  return text;
}

function inGroups(text: string, size: number): string {
  return text.match(new RegExp(`.{${size}}`, 'g'))!.join('-');
}
