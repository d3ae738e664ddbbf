import { authBus, settingsBus, type IngestIdentity, type StreamPlan } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { NodeRegistry } from '../nodes/node-registry.js';

/** What to stream, and who may publish. */
export interface Outline {
  plan: StreamPlan;
  identity: IngestIdentity;
}

/** Everything that one node has to know to host a session. The keys are sealed for it: nobody here can read them. */
export interface Brief extends Outline {
  nodeId: string;
  sealedKeys: string;
}

/** Asks settings and auth. @throws AppError `unavailable` when one of them is away. */
@Injectable()
export class PlanSource {
  constructor(
    private readonly bus: Bus,
    private readonly registry: NodeRegistry,
  ) {}

  /** For a new session, with keys for this node if there is one; null without an active setting. */
  async ofActiveSetting(userId: string, nodeId: string | null): Promise<(Outline & { brief: Brief | null }) | null> {
    const sealedFor = nodeId === null ? null : this.registry.sealedFor(nodeId);
    const [plan, identity] = await Promise.all([
      this.bus.request(settingsBus.activePlan, { userId, sealedFor }),
      this.identity(userId),
    ]);
    return plan && { plan, identity, brief: briefFor(nodeId, { plan, identity }) };
  }

  /** What the user would stream, without any keys; null without an active setting. */
  activePlan(userId: string): Promise<StreamPlan | null> {
    return this.bus.request(settingsBus.activePlan, { userId, sealedFor: null });
  }

  /** For a session that exists, with keys for this node; null when its setting is gone, or nothing can be sealed for the node. */
  async ofSession(session: { userId: string; settingId: string }, nodeId: string): Promise<Brief | null> {
    const sealedFor = this.registry.sealedFor(nodeId);
    if (!sealedFor) return null;
    const [plan, identity] = await Promise.all([
      this.bus.request(settingsBus.plan, { settingId: session.settingId, sealedFor }),
      this.identity(session.userId),
    ]);
    return plan && briefFor(nodeId, { plan, identity });
  }

  private identity(userId: string): Promise<IngestIdentity> {
    return this.bus.request(authBus.ingestIdentity, { userId });
  }
}

function briefFor(nodeId: string | null, { plan, identity }: Outline): Brief | null {
  const { sealedKeys } = plan;
  return nodeId !== null && sealedKeys !== null ? { plan, identity, nodeId, sealedKeys } : null;
}
