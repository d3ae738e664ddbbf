import { type NodeSamples } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { inParallel } from '../in-parallel.js';
import { CONCURRENCY } from '../limits.js';
import { SessionStore } from '../session/session-store.js';
import { type SessionRow } from '../session/session.entity.js';
import { Platforms } from './platforms.js';
import { reviseAdvice, type StandingAdvice } from './standing-advice.js';

/** Keeps the advice of live sessions true to what their nodes measure. */
@Injectable()
export class Advisor {
  constructor(
    private readonly store: SessionStore,
    private readonly platforms: Platforms,
  ) {}

  async take({ at, samples }: NodeSamples): Promise<void> {
    const limitsOf = await this.platforms.limits();
    const rows = await this.store.unfinishedOf(samples.map(({ sessionId }) => sessionId));
    const sampleOf = new Map(samples.map(({ sessionId, publisher }) => [sessionId, { publisher, at }]));
    await inParallel(CONCURRENCY, rows, async (row) => {
      const sample = sampleOf.get(row.id);
      if (sample) await this.revise(row, (changed) => reviseAdvice(changed.advice, sample, changed.targets, limitsOf));
    });
  }

  /** Nothing is written, and no page told, while the advice stays as it is. */
  private async revise(row: SessionRow, revised: (row: SessionRow) => StandingAdvice[]): Promise<void> {
    const hasNews = (advice: StandingAdvice[], before: SessionRow): boolean =>
      JSON.stringify(advice) !== JSON.stringify(before.advice);
    if (!hasNews(revised(row), row)) return;
    await this.store.change(row.id, (change) => {
      const advice = revised(change.row);
      if (hasNews(advice, change.row)) change.set({ advice });
    });
  }
}
