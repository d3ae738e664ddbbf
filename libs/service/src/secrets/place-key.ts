import { AppError } from '@mid-station/contracts';
import { randomUUID, webcrypto } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { KEY_ALGORITHM, openSealed, publicKeyText, sealFor, type SealingContext } from './hpke.js';

const keySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** The password of a place, sealed for the node that asked for it. Null when its public key is not a point of the curve. */
export async function sealForPlace(publicKey: string, nodeId: string, password: string): Promise<string | null> {
  const sealed = await sealFor(publicKey, Buffer.from(password), context(nodeId));
  return sealed && sealed.toString('base64url');
}

/**
 * What a node asks for its place with. It is kept in a file that no other node sees, so that the node has the same place
 * after a restart.
 */
export class PlaceKey {
  private constructor(
    private readonly pair: webcrypto.CryptoKeyPair,
    readonly publicKey: string,
  ) {}

  /**
   * Reads the file, or makes it, readable by its owner only.
   * @throws Error when the file is there and holds no such key. What it holds is not shown.
   */
  static async load(path: string): Promise<PlaceKey> {
    const stored = (await readIfThere(path)) ?? (await makeFile(path));
    const pair = await readPair(stored).catch(() => {
      throw new Error(`${path} holds no key of a node; move it away to have a new one made`);
    });
    return new PlaceKey(pair, await publicKeyText(pair.publicKey));
  }

  /** @throws AppError `invalid_request` for what was not sealed for this key and this name. */
  async open(sealed: string, nodeId: string): Promise<string> {
    const password = await openSealed(this.pair, Buffer.from(sealed, 'base64url'), context(nodeId));
    if (!password) throw new AppError('invalid_request', 'The place was not sealed for this node.');
    return password.toString('utf8');
  }
}

function context(nodeId: string): SealingContext {
  return { info: 'mid-station place v1', aad: Buffer.from(nodeId) };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** As a whole or not at all: a node may be killed at any time. */
async function makeFile(path: string): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['deriveBits']);
  const text = JSON.stringify(await webcrypto.subtle.exportKey('jwk', privateKey));
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
  return text;
}

async function readPair(text: string): Promise<webcrypto.CryptoKeyPair> {
  const { d, ...half } = keySchema.parse(JSON.parse(text));
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('jwk', { ...half, d }, KEY_ALGORITHM, false, ['deriveBits']),
    webcrypto.subtle.importKey('jwk', half, KEY_ALGORITHM, true, []),
  ]);
  return { privateKey, publicKey };
}
