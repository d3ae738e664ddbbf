import { settingsBus, type Target } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { TargetService } from './target.service.js';

@Controller()
export class TargetController {
  constructor(private readonly targets: TargetService) {}

  @Answers(settingsBus.createTarget)
  create({ userId, settingId, target }: z.output<typeof settingsBus.createTarget.request>): Promise<Target> {
    return this.targets.create(userId, settingId, target);
  }

  @Answers(settingsBus.updateTarget)
  update({ userId, targetId, changes }: z.output<typeof settingsBus.updateTarget.request>): Promise<Target> {
    return this.targets.update(userId, targetId, changes);
  }

  @Answers(settingsBus.removeTarget)
  async remove({ userId, targetId }: z.output<typeof settingsBus.removeTarget.request>): Promise<null> {
    await this.targets.remove(userId, targetId);
    return null;
  }
}
