import { authBus, liveBus, settingsBus, type Node } from '@mid-station/contracts';
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
      answers('orchestrator', () => this.bus.request(liveBus.nodes, {}), ingest),
    ]);
    const redis: Missing = this.redis.isReady ? {} : { redis: 'Redis is away' };
    return Object.assign({}, own.missing, redis, ...services) as Missing;
  }
}

/** What a service's answer says is missing beyond it; nothing, unless said otherwise. */
async function answers<Answer>(
  service: string,
  question: () => Promise<Answer>,
  read: (answer: Answer) => Missing = () => ({}),
): Promise<Missing> {
  let timer: NodeJS.Timeout | undefined;
  const away = { [service]: 'does not answer' };
  const late = new Promise<Missing>((resolve) => (timer = setTimeout(() => resolve(away), READINESS_TIMEOUT_MS)));
  const missing = await Promise.race([question().then(read, () => away), late]);
  clearTimeout(timer);
  return missing;
}

/** One that drains takes no more streams. */
function ingest(nodes: readonly Node[]): Missing {
  return nodes.some(({ state }) => state === 'ready') ? {} : { ingest: 'no ingest node' };
}
