import { authBus, settingsBus, type IngestIdentity, type StreamPlan } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';

/** What a node has to know to host a session: what to stream, and who may publish. Target keys are in the clear here. */
export interface Brief {
  plan: StreamPlan;
  identity: IngestIdentity;
}

/** Asks settings and auth. @throws AppError `unavailable` when one of them is away. */
@Injectable()
export class PlanSource {
  constructor(private readonly bus: Bus) {}

  /** For a new session; null without an active setting. */
  async ofActiveSetting(userId: string): Promise<Brief | null> {
    const [plan, identity] = await Promise.all([this.activePlan(userId), this.identity(userId)]);
    return plan && { plan, identity };
  }

  /** What the user would stream; null without an active setting. */
  activePlan(userId: string): Promise<StreamPlan | null> {
    return this.bus.request(settingsBus.activePlan, { userId });
  }

  /** For a session that exists; null when its setting is gone. */
  async ofSession(session: { userId: string; settingId: string }): Promise<Brief | null> {
    const [plan, identity] = await Promise.all([
      this.bus.request(settingsBus.plan, { settingId: session.settingId }),
      this.identity(session.userId),
    ]);
    return plan && { plan, identity };
  }

  private identity(userId: string): Promise<IngestIdentity> {
    return this.bus.request(authBus.ingestIdentity, { userId });
  }
}
