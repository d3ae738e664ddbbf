import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * 256-bit keys from the environment, base64, separated by commas. The first one seals; the others only open what was sealed
 * before a rotation.
 */
export const secretKeySchema = z
  .string()
  .transform((text) => text.split(',').map((key) => Buffer.from(key, 'base64')))
  .refine((keys) => keys.every((key) => key.length === KEY_BYTES), `must be ${KEY_BYTES} random bytes in base64`);

/**
 * Encrypts secrets at rest with AES-256-GCM. A sealed text is `v1.<key id>.<base64url of iv, tag, ciphertext>`; `context`
 * (for example the row's id) is authenticated, so that a sealed value cannot be moved to another row.
 */
export class Sealer {
  private readonly current: { id: string; key: Buffer };
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(keys: readonly Buffer[]) {
    const [first] = keys;
    if (!first) throw new Error('a sealer needs a key');
    this.current = { id: keyId(first), key: first };
    this.keys = new Map(keys.map((key) => [keyId(key), key]));
  }

  seal(secret: string, context: string): string {
    const { id, key } = this.current;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `v1.${id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
  }

  /** @throws Error when the key it was sealed with is not known, or it was sealed for another context. */
  open(sealed: string, context: string): string {
    const [version, id, text] = sealed.split('.');
    const key = this.keys.get(id ?? '');
    if (version !== 'v1' || !text) throw new Error('not a sealed secret');
    if (!key) throw new Error(`sealed with key ${id}, which is not configured`);
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  /** Whether it was sealed with an older key and should be sealed anew. */
  isOutdated(sealed: string): boolean {
    return sealed.split('.')[1] !== this.current.id;
  }
}

/** Names a key without telling anything of it. */
function keyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
