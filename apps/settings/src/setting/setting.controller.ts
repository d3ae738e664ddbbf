import { authBus, settingsBus, type Setting } from '@mid-station/contracts';
import { Answers, Hears } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { SettingService } from './setting.service.js';

@Controller()
export class SettingController {
  constructor(private readonly settings: SettingService) {}

  @Answers(settingsBus.list)
  list({ userId }: z.output<typeof settingsBus.list.request>): Promise<Setting[]> {
    return this.settings.list(userId);
  }

  @Answers(settingsBus.create)
  create({ userId, setting }: z.output<typeof settingsBus.create.request>): Promise<Setting> {
    return this.settings.create(userId, setting);
  }

  @Answers(settingsBus.update)
  update({ userId, settingId, changes }: z.output<typeof settingsBus.update.request>): Promise<Setting> {
    return this.settings.update(userId, settingId, changes);
  }

  @Answers(settingsBus.remove)
  async remove({ userId, settingId }: z.output<typeof settingsBus.remove.request>): Promise<null> {
    await this.settings.remove(userId, settingId);
    return null;
  }

  @Answers(settingsBus.activate)
  activate({ userId, settingId, active }: z.output<typeof settingsBus.activate.request>): Promise<Setting> {
    return this.settings.activate(userId, settingId, active);
  }

  @Hears(authBus.userDeleted)
  async userDeleted({ userId }: z.output<typeof authBus.userDeleted.payload>): Promise<void> {
    await this.settings.forget(userId);
  }
}
