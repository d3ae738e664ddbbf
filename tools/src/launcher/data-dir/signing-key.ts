import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { keep } from './files.js';

/** Makes the private key (JWK, Ed25519) that access tokens and preview tickets are signed with, once. */
export async function ensureSigningKey(file: string): Promise<void> {
  await keep(file, () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'EdDSA', use: 'sig' });
  });
}
