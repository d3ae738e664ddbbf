import { authBus, routes } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { RefreshCookie } from '../access/refresh-cookie.js';
import { Serves, type Call } from '../http/serve.js';

@Controller()
export class AccountSecurityController {
  constructor(
    private readonly bus: Bus,
    private readonly cookie: RefreshCookie,
  ) {}

  @Serves(routes.listSignIns)
  listSignIns({ user }: Call<typeof routes.listSignIns>) {
    return this.bus.request(authBus.listSignIns, { userId: user.userId, currentId: user.signInId });
  }

  @Serves(routes.endSignIn)
  endSignIn({ user, params, origin }: Call<typeof routes.endSignIn>) {
    return this.bus.request(authBus.endSignIns, { userId: user.userId, signInId: params.id, origin });
  }

  @Serves(routes.endAllSignIns)
  async endAllSignIns({ user, origin, request, reply }: Call<typeof routes.endAllSignIns>): Promise<null> {
    await this.bus.request(authBus.endSignIns, { userId: user.userId, origin });
    this.cookie.clear(request, reply);
    return null;
  }

  @Serves(routes.secondFactor)
  secondFactor({ user }: Call<typeof routes.secondFactor>) {
    return this.bus.request(authBus.secondFactor, { userId: user.userId });
  }

  @Serves(routes.beginSecondFactor)
  beginSecondFactor({ user, body, origin }: Call<typeof routes.beginSecondFactor>) {
    return this.bus.request(authBus.beginSecondFactor, { userId: user.userId, proof: body, origin });
  }

  @Serves(routes.confirmSecondFactor)
  confirmSecondFactor({ user, body, origin }: Call<typeof routes.confirmSecondFactor>) {
    const keepSignInId = user.signInId ?? undefined;
    return this.bus.request(authBus.confirmSecondFactor, { userId: user.userId, proof: body, keepSignInId, origin });
  }

  @Serves(routes.disableSecondFactor)
  disableSecondFactor({ user, body, origin }: Call<typeof routes.disableSecondFactor>) {
    return this.bus.request(authBus.disableSecondFactor, { userId: user.userId, proof: body, origin });
  }

  @Serves(routes.audit)
  audit({ user }: Call<typeof routes.audit>) {
    return this.bus.request(authBus.audit, { userId: user.userId });
  }
}
