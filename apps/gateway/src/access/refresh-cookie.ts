import '@fastify/cookie';
import { AppError } from '@mid-station/contracts';
import { CONFIG } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { type GatewayConfig } from '../config.js';

/** The only routes that see the cookie. */
const PATH = '/api/auth';

/**
 * The refresh token's cookie. Scripts cannot read it, other sites cannot send it. Browsers share cookies between the ports
 * of a host, so the name is made from the public RTMP address, which every copy of one installation knows and no two
 * installations share: two of them on one machine keep apart.
 */
@Injectable()
export class RefreshCookie {
  private readonly name: string;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    const installation = createHash('sha256').update(config.MIDSTATION_PUBLIC_RTMP_URL).digest('hex').slice(0, 8);
    this.name = `midstation_refresh_${installation}`;
  }

  read(request: FastifyRequest): string | null {
    return request.cookies[this.name] || null;
  }

  write(request: FastifyRequest, reply: FastifyReply, token: string, expiresAt: string): void {
    void reply.setCookie(this.name, token, { ...attributes(request), expires: new Date(expiresAt) });
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    void reply.clearCookie(this.name, attributes(request));
  }
}

function attributes(request: FastifyRequest) {
  return { path: PATH, httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const;
}

/**
 * Refuses a request that a page of another site made. SameSite=Strict keeps the cookie from it already; this also keeps it
 * from signing a browser in or out. @throws AppError `forbidden`.
 */
export function refuseCrossSite(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const foreign = site === undefined ? hasForeignOrigin(request) : site !== 'same-origin' && site !== 'none';
  if (foreign) throw new AppError('forbidden', 'This request came from another site.');
}

/** For browsers too old to say where a request comes from. */
function hasForeignOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.host);
}
