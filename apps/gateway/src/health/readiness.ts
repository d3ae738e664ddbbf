import { authBus, liveBus, settingsBus } from '@mid-station/contracts';
import { Bus, Health, type RedisClient } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { READINESS_CACHE_MS, READINESS_TIMEOUT_MS } from '../limits.js';
import { REDIS } from '../rate/rate-limits.js';

export type Missing = Record<string, string>;

/** What of the installation is missing, as `/api/readyz` tells anybody: this process's own needs and each service's answer. */
@Injectable()
export class Readiness {
  private cached: Promise<Missing> = Promise.resolve({});
  private askedAt = 0;

  constructor(
    private readonly bus: Bus,
    private readonly health: Health,
    @Inject(REDIS) private readonly redis: RedisClient,
  ) {}

  missing(): Promise<Missing> {
    if (Date.now() - this.askedAt >= READINESS_CACHE_MS) {
      this.askedAt = Date.now();
      this.cached = this.ask();
    }
    return this.cached;
  }

  private async ask(): Promise<Missing> {
    const [own, ...services] = await Promise.all([
      this.health.report(),
      answers('auth', () => this.bus.request(authBus.keys, {})),
      answers('settings', () => this.bus.request(settingsBus.platforms, {})),
      answers('orchestrator', () => this.bus.request(liveBus.nodes, {})),
    ]);
    const redis: Missing = this.redis.isReady ? {} : { redis: 'Redis is away' };
    return Object.assign({}, own.missing, redis, ...services) as Missing;
  }
}

async function answers(service: string, question: () => Promise<unknown>): Promise<Missing> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), READINESS_TIMEOUT_MS)));
  const there = question().then(
    () => true,
    () => false,
  );
  const well = await Promise.race([there, late]);
  clearTimeout(timer);
  return well ? {} : { [service]: 'does not answer' };
}
