import { type NodeSamples } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { inParallel } from '../in-parallel.js';
import { CONCURRENCY } from '../limits.js';
import { SessionStore } from '../session/session-store.js';
import { isFinished } from '../session/state-machine.js';
import { UnfinishedSessions } from '../session/unfinished-sessions.js';
import { type JudgedTarget, type LimitsOf } from './findings.js';
import { Platforms } from './platforms.js';
import { reviseAdvice, type Sample, type StandingAdvice } from './standing-advice.js';

interface Judged {
  readonly nodeId: string | null;
  readonly targets: readonly JudgedTarget[];
  readonly advice: StandingAdvice[];
}

interface NodeSample extends Sample {
  readonly nodeId: string;
}

/** Keeps the advice of live sessions true to what their nodes measure. */
@Injectable()
export class Advisor {
  constructor(
    private readonly store: SessionStore,
    private readonly unfinished: UnfinishedSessions,
    private readonly platforms: Platforms,
  ) {}

  async take({ nodeId, at, samples }: NodeSamples): Promise<void> {
    const limitsOf = await this.platforms.limits();
    await inParallel(CONCURRENCY, samples, ({ sessionId, publisher }) =>
      this.judge(sessionId, { nodeId, publisher, at }, limitsOf),
    );
  }

  /**
   * Nothing is read or written, and no page told, while the advice stays as it is remembered here. A node that does not have
   * the session has no say.
   */
  private async judge(sessionId: string, { nodeId, ...sample }: NodeSample, limitsOf: LimitsOf): Promise<void> {
    const news = ({ nodeId: host, advice, targets }: Judged): StandingAdvice[] | null => {
      if (host !== nodeId) return null;
      const revised = reviseAdvice(advice, sample, targets, limitsOf);
      return JSON.stringify(revised) === JSON.stringify(advice) ? null : revised;
    };
    const remembered = this.unfinished.find(sessionId);
    if (remembered && !news(remembered)) return;
    await this.store.change(sessionId, (change) => {
      const advice = isFinished(change.row.state) ? null : news(change.row);
      if (advice) change.set({ advice });
    });
  }
}
