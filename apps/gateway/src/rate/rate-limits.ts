import { AppError, loginSchema, type HttpRoute } from '@mid-station/contracts';
import { CONFIG, LOGGER, type Logger, type RedisClient } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { type GatewayConfig } from '../config.js';
import { type Caller } from '../http/caller.js';
import { EVERY_REQUEST, KNOWN_ADDRESS_SECONDS, routeLimits, type RateLimit } from './limits.js';

export const REDIS = Symbol('redis');

/**
 * Counts requests in Redis, so that all copies count together. While Redis is away each process counts by itself: nobody is
 * locked out, and nobody may guess without limit.
 */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<RateLimit, RateLimiterRedis>();

  constructor(
    @Inject(REDIS) private readonly redis: RedisClient,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Counts a request of any kind. @throws AppError `rate_limited` with when to come back. */
  async checkAddress({ ip }: Pick<FastifyRequest, 'ip'>): Promise<void> {
    await this.count(EVERY_REQUEST, addressKey(ip));
  }

  /** Counts something an account does that is no route. @throws AppError `rate_limited`. */
  async checkAccount(limit: RateLimit, userId: string): Promise<void> {
    await this.count(limit, userId);
  }

  /** Counts a request against the limits of its route. @throws AppError `rate_limited`. */
  async check(route: HttpRoute, request: FastifyRequest, user: Caller | null): Promise<void> {
    for (const limit of routeLimits.get(route) ?? []) {
      if (limit.sparesKnown && (await this.isKnown(request))) continue;
      await this.count(limit, keyFor(limit, request, user));
    }
  }

  /** Somebody signed in with this request. Not waited for: without Redis the address stays unknown. */
  signedIn(request: FastifyRequest): void {
    this.redis
      .set(knownKey(request), '1', { expiration: { type: 'EX', value: KNOWN_ADDRESS_SECONDS } })
      .catch((error: unknown) => this.log.debug({ err: error }, 'the address of a sign-in is not remembered'));
  }

  private async isKnown(request: FastifyRequest): Promise<boolean> {
    return (await this.redis.get(knownKey(request)).catch(() => null)) !== null;
  }

  private async count(limit: RateLimit, key: string): Promise<void> {
    try {
      await this.limiter(limit).consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new AppError('rate_limited', 'Too many requests. Wait a moment, then try again.', { retryAfterSeconds });
    }
  }

  private limiter(limit: RateLimit): RateLimiterRedis {
    const known = this.limiters.get(limit);
    if (known) return known;
    const points = Math.max(1, Math.floor(limit.requests * this.config.MIDSTATION_RATE_LIMIT_FACTOR));
    const options = { keyPrefix: `rate:${limit.name}`, points, duration: limit.seconds };
    const made = new RateLimiterRedis({
      ...options,
      storeClient: this.redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(options),
    });
    this.limiters.set(limit, made);
    return made;
  }
}

const knownKey = (request: FastifyRequest): string => `rate:known:${loginKey(request)}:${addressKey(request.ip)}`;

function keyFor({ by }: RateLimit, request: FastifyRequest, user: Caller | null): string {
  if (by === 'account') return user?.userId ?? addressKey(request.ip);
  if (by === 'address') return addressKey(request.ip);
  return by === 'login' ? loginKey(request) : `${loginKey(request)}:${addressKey(request.ip)}`;
}

/** The name that is tried, hashed: what people type there is sometimes their password. */
function loginKey(request: FastifyRequest): string {
  const body = loginSchema.pick({ login: true }).safeParse(request.body ?? {});
  return createHash('sha256')
    .update(body.success ? body.data.login.toLowerCase() : '')
    .digest('base64url');
}

/** Whoever has one IPv6 address has the whole /64. */
function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
