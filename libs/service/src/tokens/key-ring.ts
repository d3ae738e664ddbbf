import { authBus, TOKEN_ALGORITHM, TOKEN_ISSUER } from '@mid-station/contracts';
import { createLocalJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { type z } from 'zod';
import { type Bus } from '../bus/bus.js';

/** Milliseconds between two questions for the signing keys at least: unknown key ids must not become a flood. */
const KEYS_REFETCH_MS = 2_000;

/** Public keys of the installation's tokens: asked of auth once, and again when a token names one that is not known. */
export class KeyRing {
  private keys: JWTVerifyGetKey | null = null;
  private fetching: Promise<JWTVerifyGetKey> | null = null;
  private fetchedAt = -Infinity;

  constructor(
    private readonly bus: Pick<Bus, 'request'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks for the keys ahead, so that tokens are known though auth goes away before the first. Who is not there is asked later. */
  async learn(): Promise<void> {
    await this.fetch().catch(() => undefined);
  }

  /**
   * The claims of a token for this audience that we signed and that has not expired. Rejects with AppError when the keys
   * are not known and nobody can be asked, otherwise with what is wrong with the token.
   */
  async verify<Claims extends z.ZodType>(token: string, audience: string, claims: Claims): Promise<z.output<Claims>> {
    const options = { issuer: TOKEN_ISSUER, audience, algorithms: [TOKEN_ALGORITHM] };
    return claims.parse((await jwtVerify(token, this.find, options)).payload);
  }

  private readonly find: JWTVerifyGetKey = async (header, token) => {
    const keys = this.keys ?? (await this.fetch());
    try {
      return await keys(header, token);
    } catch (error) {
      const isTooSoon = this.now() - this.fetchedAt < KEYS_REFETCH_MS;
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
