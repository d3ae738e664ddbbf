import { Bus } from '@mid-station/service';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Events } from '../events.js';
import { inParallel } from '../in-parallel.js';
import { CONCURRENCY, RECONCILE_INTERVAL_MS } from '../limits.js';
import { NodeRegistry } from '../nodes/node-registry.js';
import { NewestCounters } from '../session/newest-counters.js';
import { UnfinishedSessions } from '../session/unfinished-sessions.js';
import { findings, untilStale, type Finding } from './findings.js';
import { Repairs } from './repairs.js';
import { RevisionCheck } from './revision-check.js';

/**
 * Compares the rows with what the nodes say they hold, again and again, and repairs what differs: whatever was lost on
 * the way, killed half-way or away for a while is put right here, and nowhere else. Every copy does it; each repair
 * looks again before it acts.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  /** Milliseconds until the oldest claim under way counts as stale, as of the last comparison. */
  private untilStale = Infinity;

  constructor(
    private readonly bus: Bus,
    private readonly unfinished: UnfinishedSessions,
    private readonly registry: NodeRegistry,
    private readonly repairs: Repairs,
    private readonly revisions: RevisionCheck,
    private readonly newest: NewestCounters,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.plan();
  }

  onModuleDestroy(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  async reconcile(): Promise<void> {
    if (!this.bus.isConnected || !this.registry.hasNews) return;
    const moment = performance.now();
    const sessions = await this.unfinished.refresh();
    this.newest.keepOnly(
      sessions.map(({ id }) => id),
      moment,
    );
    this.untilStale = untilStale(sessions, new Date());
    await inParallel(CONCURRENCY, findings(sessions, this.registry, new Date()), (finding) => this.repair(finding));
    await this.revisions.check(sessions);
  }

  /** Copies that started together drift apart. A claim that nobody confirms is taken up as soon as that may be. */
  private plan(): void {
    const pause = Math.min(RECONCILE_INTERVAL_MS * (0.75 + Math.random() / 2), this.untilStale);
    this.untilStale = Infinity;
    this.timer = setTimeout(() => {
      this.reconcile()
        .catch((error: unknown) => this.events.failed('reconciliation', error))
        .finally(() => this.timer && this.plan());
    }, pause);
  }

  private async repair(finding: Finding): Promise<void> {
    try {
      await this.repairs.repair(finding);
    } catch (error) {
      this.events.failed(`repair ${finding.kind}`, error, { sessionId: finding.sessionId });
    }
  }
}
