import {
  AppError,
  nodePublicKeySchema,
  targetKeySchema,
  type PlanTarget,
  type RelayTarget,
  type SealedFor,
} from '@mid-station/contracts';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256, HpkeError } from '@hpke/core';
import { createHash, webcrypto } from 'node:crypto';
import { z } from 'zod';

// HPKE (RFC 9180), base mode. All of it is done by WebCrypto.
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const INFO = Buffer.from('mid-station target keys v1');
/** Length of an encapsulated key of this suite, in bytes (RFC 9180, 7.1). */
const ENCAPSULATED_BYTES = 65;

/** Target keys by target id. */
const keysSchema = z.record(z.string(), targetKeySchema);

/**
 * The keys of these targets, sealed for one node: `v1.<id of its public key>.<base64url of encapsulated key, ciphertext>`.
 * The node's id, and each target's id and address, are authenticated: nobody on the way can have a key streamed elsewhere.
 * Null when the node's public key is not a point of the curve.
 */
export async function sealForNode(node: SealedFor, targets: readonly RelayTarget[]): Promise<string | null> {
  const recipientPublicKey = await readPublicKey(node.publicKey);
  if (!recipientPublicKey) return null;
  const keys = Object.fromEntries(targets.map(({ targetId, key }) => [targetId, key]));
  const text = Buffer.from(JSON.stringify(keys));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO }, text, context(node.nodeId, targets));
  const bytes = Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
  return `v1.${keyId(node.publicKey)}.${bytes.toString('base64url')}`;
}

/** The key pair of one run of a node. Its private half cannot be exported and ends with the process. */
export class NodeKeys {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly nodeId: string,
    private readonly pair: webcrypto.CryptoKeyPair,
    /** What the node announces. */
    readonly publicKey: string,
  ) {}

  static async make(nodeId: string): Promise<NodeKeys> {
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
    const bytes = await suite.kem.serializePublicKey(pair.publicKey);
    return new NodeKeys(nodeId, pair, nodePublicKeySchema.parse(Buffer.from(bytes).toString('base64url')));
  }

  /**
   * The targets with their keys. Texts are opened one after the other, so that edits stay in the order they came in.
   * @throws AppError `stale_key` for what was sealed for another run of this node, `invalid_request` for what was not sealed
   * for this node and these targets.
   */
  open(sealed: string, targets: readonly PlanTarget[]): Promise<RelayTarget[]> {
    const opened = this.last.then(() => this.openNow(sealed, targets));
    this.last = opened.catch(() => undefined);
    return opened;
  }

  private async openNow(sealed: string, targets: readonly PlanTarget[]): Promise<RelayTarget[]> {
    const [, id, text = ''] = sealed.split('.');
    if (id !== keyId(this.publicKey)) {
      throw new AppError('stale_key', 'This ingest node was started anew since the stream keys were sealed for it.');
    }
    const keys = await this.read(Buffer.from(text, 'base64url'), context(this.nodeId, targets));
    return targets.map((target) => ({ ...target, key: keys[target.targetId] ?? missing() }));
  }

  private async read(bytes: Buffer, aad: Buffer): Promise<Record<string, string>> {
    const [enc, ciphertext] = [bytes.subarray(0, ENCAPSULATED_BYTES), bytes.subarray(ENCAPSULATED_BYTES)];
    try {
      const text = await suite.open({ recipientKey: this.pair, enc, info: INFO }, ciphertext, aad);
      return keysSchema.parse(JSON.parse(Buffer.from(text).toString('utf8')));
    } catch (error) {
      throw error instanceof HpkeError ? forSomethingElse(error) : error;
    }
  }
}

async function readPublicKey(text: string): Promise<webcrypto.CryptoKey | null> {
  try {
    return await suite.kem.deserializePublicKey(Buffer.from(text, 'base64url'));
  } catch (error) {
    if (error instanceof HpkeError) return null;
    throw error;
  }
}

function context(nodeId: string, targets: readonly PlanTarget[]): Buffer {
  return Buffer.from(JSON.stringify([nodeId, ...targets.map(({ targetId, url }) => [targetId, url])]));
}

/** Names a public key. */
function keyId(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 8);
}

function forSomethingElse(cause: unknown): AppError {
  return new AppError('invalid_request', 'The stream keys were not sealed for this node and these targets.', { cause });
}

function missing(): never {
  throw new AppError('invalid_request', 'A target came without its stream key.');
}
