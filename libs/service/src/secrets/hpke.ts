import { nodePublicKeySchema } from '@mid-station/contracts';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256, HpkeError } from '@hpke/core';
import type { webcrypto } from 'node:crypto';

// HPKE (RFC 9180), base mode. All of it is done by WebCrypto.
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
/** Length of an encapsulated key of this suite, in bytes (RFC 9180, 7.1). */
const ENCAPSULATED_BYTES = 65;

/** What WebCrypto calls the keys of this suite. */
export const KEY_ALGORITHM = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** What goes with a sealed text: `info` says what it is for, `aad` is authenticated. */
export interface SealingContext {
  readonly info: string;
  readonly aad: Buffer;
}

/** The public half as others are told it. */
export async function publicKeyText(key: webcrypto.CryptoKey): Promise<string> {
  return nodePublicKeySchema.parse(Buffer.from(await suite.kem.serializePublicKey(key)).toString('base64url'));
}

/** Seals for whoever has the other half: encapsulated key, then ciphertext. Null when `publicKey` is not a point of the curve. */
export async function sealFor(publicKey: string, text: Buffer, { info, aad }: SealingContext): Promise<Buffer | null> {
  const recipientPublicKey = await readPublicKey(publicKey);
  if (!recipientPublicKey) return null;
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: Buffer.from(info) }, text, aad);
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
}

/** What was sealed for this key in this context; null for anything else. */
export async function openSealed(
  recipientKey: webcrypto.CryptoKeyPair,
  sealed: Buffer,
  { info, aad }: SealingContext,
): Promise<Buffer | null> {
  const [enc, ciphertext] = [sealed.subarray(0, ENCAPSULATED_BYTES), sealed.subarray(ENCAPSULATED_BYTES)];
  return unlessHpkeFails(async () =>
    Buffer.from(await suite.open({ recipientKey, enc, info: Buffer.from(info) }, ciphertext, aad)),
  );
}

function readPublicKey(text: string): Promise<webcrypto.CryptoKey | null> {
  return unlessHpkeFails(() => suite.kem.deserializePublicKey(Buffer.from(text, 'base64url')));
}

async function unlessHpkeFails<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HpkeError) return null;
    throw error;
  }
}
