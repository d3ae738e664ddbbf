import { ACCESS_AUDIENCE, accessClaimsSchema, AppError, authBus, type AccessClaims } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { KeyRing } from '@mid-station/service/tokens';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Caller } from '../http/caller.js';
import { Revocations } from './revocations.js';

/** What personal API tokens begin with; access tokens, being JWTs, never do. */
const API_TOKEN = /^mst_[A-Za-z0-9_-]{20,100}$/;
/** Longest access token looked at, in characters: ours have about 400. */
const ACCESS_TOKEN_MAX_LENGTH = 2048;

/** Finds out who a request is from, by its `Authorization: Bearer` header. */
@Injectable()
export class Authenticator implements OnApplicationBootstrap {
  constructor(
    private readonly bus: Bus,
    private readonly keys: KeyRing,
    private readonly revocations: Revocations,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.keys.learn();
  }

  /** @throws AppError `unauthenticated`; `unavailable` when auth is away and needed. */
  async authenticate(request: FastifyRequest): Promise<Caller> {
    const token = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new AppError('unauthenticated', 'Sign in first.');
    return API_TOKEN.test(token) ? this.byApiToken(token) : this.byAccessToken(token);
  }

  private async byApiToken(token: string): Promise<Caller> {
    const { tokenId, ...holder } = await this.bus.request(authBus.checkToken, { token });
    return { ...holder, accessId: tokenId, signInId: null, expiresAt: null };
  }

  private async byAccessToken(token: string): Promise<Caller> {
    if (token.length > ACCESS_TOKEN_MAX_LENGTH) throw signInAgain();
    const { sub, handle, role, sid, exp } = await this.verify(token);
    if (this.revocations.has(sub) || this.revocations.has(sid)) throw signInAgain();
    const expiresAt = new Date(exp * 1000);
    return { userId: sub, handle, role, accessId: sid, signInId: sid, scope: null, expiresAt };
  }

  private async verify(token: string): Promise<AccessClaims> {
    try {
      return await this.keys.verify(token, ACCESS_AUDIENCE, accessClaimsSchema);
    } catch (error) {
      throw error instanceof AppError ? error : signInAgain(error);
    }
  }
}

function signInAgain(cause?: unknown): AppError {
  return new AppError('unauthenticated', 'Your sign-in has expired. Sign in again.', { cause });
}
