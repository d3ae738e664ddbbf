import { routes, settingsBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { Serves, type Call } from '../http/serve.js';

@Controller()
export class SettingsController {
  constructor(private readonly bus: Bus) {}

  @Serves(routes.platforms)
  platforms() {
    return this.bus.request(settingsBus.platforms, {});
  }

  @Serves(routes.listSettings)
  list({ user }: Call<typeof routes.listSettings>) {
    return this.bus.request(settingsBus.list, { userId: user.userId });
  }

  @Serves(routes.createSetting)
  create({ user, body }: Call<typeof routes.createSetting>) {
    return this.bus.request(settingsBus.create, { userId: user.userId, setting: body });
  }

  @Serves(routes.updateSetting)
  update({ user, params, body }: Call<typeof routes.updateSetting>) {
    return this.bus.request(settingsBus.update, { userId: user.userId, settingId: params.id, changes: body });
  }

  @Serves(routes.removeSetting)
  remove({ user, params }: Call<typeof routes.removeSetting>) {
    return this.bus.request(settingsBus.remove, { userId: user.userId, settingId: params.id });
  }

  @Serves(routes.activateSetting)
  activate({ user, params, body }: Call<typeof routes.activateSetting>) {
    return this.bus.request(settingsBus.activate, { userId: user.userId, settingId: params.id, ...body });
  }

  @Serves(routes.createTarget)
  createTarget({ user, params, body }: Call<typeof routes.createTarget>) {
    return this.bus.request(settingsBus.createTarget, { userId: user.userId, settingId: params.id, target: body });
  }

  @Serves(routes.updateTarget)
  updateTarget({ user, params, body }: Call<typeof routes.updateTarget>) {
    return this.bus.request(settingsBus.updateTarget, { userId: user.userId, targetId: params.id, changes: body });
  }

  @Serves(routes.removeTarget)
  removeTarget({ user, params }: Call<typeof routes.removeTarget>) {
    return this.bus.request(settingsBus.removeTarget, { userId: user.userId, targetId: params.id });
  }
}
