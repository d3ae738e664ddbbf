import { AppError, targetKeySchema, type PlanTarget, type RelayTarget, type SealedFor } from '@mid-station/contracts';
import { createHash, webcrypto } from 'node:crypto';
import { z } from 'zod';
import { KEY_ALGORITHM, openSealed, publicKeyText, sealFor, type SealingContext } from './hpke.js';

const INFO = 'mid-station target keys v1';

/** Target keys by target id. */
const keysSchema = z.record(z.string(), targetKeySchema);

/**
 * The keys of these targets, sealed for one node: `v1.<id of its public key>.<base64url of encapsulated key, ciphertext>`.
 * The node's id, and each target's id and address, are authenticated: nobody on the way can have a key streamed elsewhere.
 * Null when the node's public key is not a point of the curve.
 */
export async function sealForNode(node: SealedFor, targets: readonly RelayTarget[]): Promise<string | null> {
  const keys = Object.fromEntries(targets.map(({ targetId, key }) => [targetId, key]));
  const text = Buffer.from(JSON.stringify(keys));
  const sealed = await sealFor(node.publicKey, text, context(node.nodeId, targets));
  return sealed && `v1.${keyId(node.publicKey)}.${sealed.toString('base64url')}`;
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
    const pair = await webcrypto.subtle.generateKey(KEY_ALGORITHM, false, ['deriveBits']);
    return new NodeKeys(nodeId, pair, await publicKeyText(pair.publicKey));
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

  private async read(sealed: Buffer, given: SealingContext): Promise<Record<string, string>> {
    const text = await openSealed(this.pair, sealed, given);
    if (!text) {
      throw new AppError('invalid_request', 'The stream keys were not sealed for this node and these targets.');
    }
    return keysSchema.parse(JSON.parse(text.toString('utf8')));
  }
}

function context(nodeId: string, targets: readonly PlanTarget[]): SealingContext {
  const aad = Buffer.from(JSON.stringify([nodeId, ...targets.map(({ targetId, url }) => [targetId, url])]));
  return { info: INFO, aad };
}

/** Names a public key. */
function keyId(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 8);
}

function missing(): never {
  throw new AppError('invalid_request', 'A target came without its stream key.');
}
