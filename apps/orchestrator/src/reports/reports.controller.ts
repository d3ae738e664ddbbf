import {
  authBus,
  nodeBus,
  settingsBus,
  type NodeCounters,
  type NodeSamples,
  type SessionStatus,
} from '@mid-station/contracts';
import { Hears } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { Advisor } from '../advice/advisor.js';
import { PlanSync } from '../edits/plan-sync.js';
import { Events } from '../events.js';
import { Samples } from '../history/samples.js';
import { NewestCounters } from '../session/newest-counters.js';
import { StatusIntake } from './status-intake.js';

/**
 * Hears what changed: on the nodes, in settings, in auth. One copy hears each statement; one that is lost, or cannot be
 * worked on now, is found again by reconciliation.
 */
@Controller()
export class ReportsController {
  constructor(
    private readonly intake: StatusIntake,
    private readonly sync: PlanSync,
    private readonly samples: Samples,
    private readonly advisor: Advisor,
    private readonly newest: NewestCounters,
    private readonly events: Events,
  ) {}

  @Hears(nodeBus.report)
  reported(status: SessionStatus): Promise<void> {
    return this.putOff('report', this.intake.take(status), status.sessionId);
  }

  @Hears(nodeBus.samples)
  async sampled(samples: NodeSamples): Promise<void> {
    this.samples.keep(samples);
    await this.putOff('advice', this.advisor.take(samples));
  }

  @Hears(nodeBus.counters, { everyCopy: true })
  counted(counters: NodeCounters): void {
    this.newest.heard(counters);
  }

  @Hears(settingsBus.changed)
  settingChanged({ settingId }: { settingId: string }): Promise<void> {
    return this.putOff('setting changed', this.sync.settingChanged(settingId));
  }

  @Hears(authBus.ingestChanged)
  keysChanged({ userId }: { userId: string }): Promise<void> {
    return this.putOff('keys changed', this.sync.keysChanged(userId));
  }

  private async putOff(what: string, work: Promise<void>, sessionId?: string): Promise<void> {
    await work.catch((error: unknown) => this.events.failed(what, error, { sessionId }));
  }
}
