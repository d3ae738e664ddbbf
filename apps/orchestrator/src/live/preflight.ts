import { AppError, targetProblems, type TargetCheck } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { NodeClient } from '../placement/node-client.js';
import { PlanSource } from '../placement/plan-source.js';
import { NodeRegistry } from '../nodes/node-registry.js';

/** Tries the way to the targets before anybody goes live, from where they would be streamed to: an ingest node. */
@Injectable()
export class Preflight {
  constructor(
    private readonly plans: PlanSource,
    private readonly registry: NodeRegistry,
    private readonly nodes: NodeClient,
  ) {}

  /** @throws AppError `no_active_setting`, `no_capacity`, `unavailable`. */
  async check(userId: string): Promise<TargetCheck[]> {
    const plan = await this.plans.activePlan(userId);
    if (!plan) throw new AppError('no_active_setting', 'No stream setting is active, so there is nothing to check.');
    const targets = plan.targets.filter(({ enabled }) => enabled).map(({ targetId, url }) => ({ targetId, url }));
    const nodeId = await this.registry.find(new Set());
    if (!nodeId)
      throw new AppError('no_capacity', 'No ingest node is free to check your targets. Try again in a moment.');
    const probes = await this.nodes.probe(nodeId, targets);
    return probes.map(({ targetId, code }) => ({ targetId, error: code && { code, ...targetProblems[code] } }));
  }
}
