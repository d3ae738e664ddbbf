import { type Logger } from '@mid-station/service';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { KEY_FILE_POLL_MS } from '../limits.js';
import { loadKeyFile, type SigningKey } from './key-file.js';

export interface Signer {
  kid: string;
  key: KeyObject;
}

/** The installation's signing keys, followed as the file changes. Close it to stop following. */
export class SigningKeys {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private keys: SigningKey[],
    private seen: number,
    private readonly log: Logger,
  ) {
    this.timer = setInterval(() => void this.follow(), KEY_FILE_POLL_MS).unref();
  }

  static async open(path: string, log: Logger): Promise<SigningKeys> {
    const keys = await loadKeyFile(path);
    return new SigningKeys(path, keys, (await stat(path)).mtimeMs, log);
  }

  /** The newest key whose time to sign has come. */
  signer(now = new Date()): Signer {
    const due = this.keys.filter((key) => new Date(key.signFrom) <= now);
    const newest = (due.length > 0 ? due : this.keys).reduce((best, key) =>
      key.signFrom > best.signFrom ? key : best,
    );
    return { kid: newest.kid, key: createPrivateKey({ format: 'jwk', key: { ...newest } }) };
  }

  /** Public halves of all keys, the not yet signing ones too, so that verifiers know them in time. */
  publicKeys(): Record<string, unknown>[] {
    return this.keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }));
  }

  close(): Promise<void> {
    clearInterval(this.timer);
    return Promise.resolve();
  }

  private async follow(): Promise<void> {
    try {
      const { mtimeMs } = await stat(this.path);
      if (mtimeMs === this.seen) return;
      this.keys = await loadKeyFile(this.path);
      this.seen = mtimeMs;
      this.log.info({ keys: this.keys.length }, 'signing keys read again');
    } catch (error) {
      this.log.error({ err: error }, 'signing key file cannot be read, going on with the known keys');
    }
  }
}
