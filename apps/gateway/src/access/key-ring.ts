import { AppError, authBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { KEY_REFETCH_MS } from '../limits.js';

/** Public keys that access tokens are verified with: asked from auth once, and again when a token names a new one. */
@Injectable()
export class KeyRing {
  private keys: JWTVerifyGetKey | null = null;
  private fetchedAt = 0;
  private fetching: Promise<void> | null = null;

  constructor(private readonly bus: Bus) {}

  /** Finds the key a token names. @throws AppError `unavailable` when no keys could be had yet. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.keys) await this.fetch();
    try {
      return await this.known()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - this.fetchedAt < KEY_REFETCH_MS) throw error;
      await this.fetch();
      return this.known()(header, token);
    }
  };

  private known(): JWTVerifyGetKey {
    if (!this.keys) throw new AppError('unavailable', 'Sign-ins cannot be checked right now. Try again in a moment.');
    return this.keys;
  }

  private fetch(): Promise<void> {
    this.fetching ??= this.ask().finally(() => (this.fetching = null));
    return this.fetching;
  }

  private async ask(): Promise<void> {
    const { keys } = await this.bus.request(authBus.keys, {});
    this.keys = createLocalJWKSet({ keys: keys as { kty: string }[] });
    this.fetchedAt = Date.now();
  }
}
