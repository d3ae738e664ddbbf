import { settingsBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { PLATFORMS_KEPT_MS } from '../limits.js';
import { type LimitsOf } from './findings.js';

/** What platforms take, as settings knows it. Asked for again after a while: settings may have been updated. */
@Injectable()
export class Platforms {
  private known: { limitsOf: LimitsOf; until: number } | null = null;

  constructor(private readonly bus: Bus) {}

  /** @throws AppError `unavailable` when settings is away and nothing is known yet. */
  async limits(): Promise<LimitsOf> {
    if (this.known && performance.now() < this.known.until) return this.known.limitsOf;
    const platforms = await this.bus.request(settingsBus.platforms, {});
    const limitsOf: LimitsOf = new Map(platforms.map(({ id, limits }) => [id, limits]));
    this.known = { limitsOf, until: performance.now() + PLATFORMS_KEPT_MS };
    return limitsOf;
  }
}
