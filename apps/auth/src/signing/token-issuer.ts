import {
  ACCESS_AUDIENCE,
  ACCESS_TOKEN_SECONDS,
  PREVIEW_AUDIENCE,
  PREVIEW_TICKET_SECONDS,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  type AccessClaims,
  type PreviewClaims,
} from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { SigningKeys } from './signing-keys.js';

/** Signs what the installation vouches for. */
@Injectable()
export class TokenIssuer {
  constructor(private readonly keys: SigningKeys) {}

  async access(claims: Omit<AccessClaims, 'exp'>): Promise<{ accessToken: string; expiresIn: number }> {
    const accessToken = await this.sign(claims, ACCESS_AUDIENCE, fromNow(ACCESS_TOKEN_SECONDS));
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  async previewTicket(claims: Omit<PreviewClaims, 'exp'>): Promise<{ ticket: string; expiresAt: string }> {
    const expiry = fromNow(PREVIEW_TICKET_SECONDS);
    return { ticket: await this.sign(claims, PREVIEW_AUDIENCE, expiry), expiresAt: expiry.toISOString() };
  }

  private sign(claims: Record<string, unknown>, audience: string, expiry: Date): Promise<string> {
    const { kid, key } = this.keys.signer();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiry)
      .sign(key);
  }
}

function fromNow(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}
