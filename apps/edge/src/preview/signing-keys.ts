import { authBus } from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { KEYS_REFRESH_MIN_MS } from '../limits.js';

/** Public keys of the installation's tokens: asked for once, and again when a token names one that is not known. */
export class SigningKeys {
  private keys: JWTVerifyGetKey | null = null;
  private fetching: Promise<JWTVerifyGetKey> | null = null;
  private fetchedAt = -Infinity;

  constructor(
    private readonly bus: Pick<Bus, 'request'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Finds the key that a token names. Rejects with AppError when nobody can be asked. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const keys = this.keys ?? (await this.fetch());
    try {
      return await keys(header, token);
    } catch (error) {
      const isTooSoon = this.now() - this.fetchedAt < KEYS_REFRESH_MIN_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || isTooSoon) throw error;
      return (await this.fetch())(header, token);
    }
  };

  private fetch(): Promise<JWTVerifyGetKey> {
    this.fetching ??= this.ask().finally(() => (this.fetching = null));
    return this.fetching;
  }

  private async ask(): Promise<JWTVerifyGetKey> {
    const { keys } = await this.bus.request(authBus.keys, {});
    this.keys = createLocalJWKSet({ keys: keys as { kty: string }[] });
    this.fetchedAt = this.now();
    return this.keys;
  }
}
