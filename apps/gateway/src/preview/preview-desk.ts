import { AppError, authBus, type PreviewClaims } from '@mid-station/contracts';
import { Bus, CONFIG } from '@mid-station/service';
import { KeyRing, readPreviewTicket } from '@mid-station/service/tokens';
import { Inject, Injectable } from '@nestjs/common';
import proxyAddr from '@fastify/proxy-addr';
import { type IncomingMessage } from 'node:http';
import { Revocations } from '../access/revocations.js';
import { type GatewayConfig } from '../config.js';
import { PREVIEW_RECHECK_MS } from '../limits.js';
import { PREVIEW_UPGRADES } from '../rate/limits.js';
import { RateLimits } from '../rate/rate-limits.js';

/** Decides who gets a preview, and for how long. */
@Injectable()
export class PreviewDesk {
  private readonly isTrusted: ReturnType<typeof proxyAddr.compile>;

  constructor(
    private readonly bus: Bus,
    private readonly keys: KeyRing,
    private readonly revocations: Revocations,
    private readonly rateLimits: RateLimits,
    @Inject(CONFIG) config: GatewayConfig,
  ) {
    this.isTrusted = proxyAddr.compile(config.MIDSTATION_TRUSTED_PROXIES.split(',').map((each) => each.trim()));
  }

  /** The address that an upgrade came from, as `request.ip` is for what is no upgrade. */
  addressOf(request: IncomingMessage): string {
    return proxyAddr(request, this.isTrusted);
  }

  /** What the ticket allows. @throws AppError `unauthenticated`, `rate_limited`, `unavailable`. */
  async admit(ip: string, ticket: string | null): Promise<PreviewClaims> {
    await this.rateLimits.checkAddress({ ip });
    const claims = await readPreviewTicket(this.keys, ticket);
    await this.rateLimits.checkAccount(PREVIEW_UPGRADES, claims.sub);
    if (idsOf(claims).some((id) => this.revocations.has(id))) throw ended();
    return claims;
  }

  /**
   * Calls `onEnded` when the account, the sign-in or the API token ends, or has already, until the returned function is
   * called. One whose end was not heard of is noticed when auth is asked again.
   */
  watch(claims: PreviewClaims, onEnded: () => void): () => void {
    const unwatch = this.revocations.watch(idsOf(claims), onEnded);
    const recheck = setInterval(() => void this.isOver(claims).then((over) => over && onEnded()), PREVIEW_RECHECK_MS);
    recheck.unref();
    return () => {
      clearInterval(recheck);
      unwatch();
    };
  }

  /** While auth is away nothing is known, and a running preview goes on. */
  private async isOver({ sub: userId, accessId }: PreviewClaims): Promise<boolean> {
    try {
      await this.bus.request(authBus.checkAccess, { userId, accessId });
      return false;
    } catch (error) {
      return error instanceof AppError && error.code === 'unauthenticated';
    }
  }
}

const idsOf = ({ sub, accessId }: PreviewClaims): string[] => [sub, accessId];

function ended(): AppError {
  return new AppError('unauthenticated', 'The sign-in of this ticket was ended.');
}
