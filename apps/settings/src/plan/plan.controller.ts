import { settingsBus, type StreamPlan } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { PlanService } from './plan.service.js';

@Controller()
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Answers(settingsBus.activePlan)
  active({ userId, sealedFor }: z.output<typeof settingsBus.activePlan.request>): Promise<StreamPlan | null> {
    return this.plans.find({ userId, active: true }, sealedFor);
  }

  @Answers(settingsBus.plan)
  get({ settingId, sealedFor }: z.output<typeof settingsBus.plan.request>): Promise<StreamPlan | null> {
    return this.plans.find({ id: settingId }, sealedFor);
  }

  @Answers(settingsBus.revisions)
  revisions({ settingIds }: z.output<typeof settingsBus.revisions.request>) {
    return this.plans.revisions(settingIds);
  }
}
