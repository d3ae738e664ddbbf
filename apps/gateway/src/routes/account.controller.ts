import { routes, authBus, type Ingest } from '@mid-station/contracts';
import { Bus, CONFIG } from '@mid-station/service';
import { Controller, Inject } from '@nestjs/common';
import { type GatewayConfig } from '../config.js';
import { Serves, type Call } from '../http/serve.js';

@Controller()
export class AccountController {
  constructor(
    private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Serves(routes.me)
  me({ user }: Call<typeof routes.me>) {
    return this.bus.request(authBus.me, { userId: user.userId });
  }

  @Serves(routes.updateMe)
  updateMe({ user, body, origin }: Call<typeof routes.updateMe>) {
    return this.bus.request(authBus.updateMe, { userId: user.userId, changes: body, origin });
  }

  @Serves(routes.changePassword)
  changePassword({ user, body, origin }: Call<typeof routes.changePassword>) {
    const keepSignInId = user.signInId ?? undefined;
    return this.bus.request(authBus.changePassword, { userId: user.userId, change: body, keepSignInId, origin });
  }

  @Serves(routes.deleteMe)
  deleteMe({ user }: Call<typeof routes.deleteMe>) {
    return this.bus.request(authBus.deleteMe, { userId: user.userId });
  }

  @Serves(routes.listTokens)
  listTokens({ user }: Call<typeof routes.listTokens>) {
    return this.bus.request(authBus.listTokens, { userId: user.userId });
  }

  @Serves(routes.createToken)
  createToken({ user, body, origin }: Call<typeof routes.createToken>) {
    return this.bus.request(authBus.createToken, { userId: user.userId, token: body, origin });
  }

  @Serves(routes.deleteToken)
  deleteToken({ user, params, origin }: Call<typeof routes.deleteToken>) {
    return this.bus.request(authBus.deleteToken, { userId: user.userId, tokenId: params.id, origin });
  }

  @Serves(routes.ingest)
  async ingest({ user, origin }: Call<typeof routes.ingest>): Promise<Ingest> {
    return this.toIngest(await this.bus.request(authBus.ingest, { userId: user.userId, origin }));
  }

  @Serves(routes.rotateIngest)
  async rotateIngest({ user, body, origin }: Call<typeof routes.rotateIngest>): Promise<Ingest> {
    const { overlapSeconds } = body;
    return this.toIngest(await this.bus.request(authBus.rotateIngest, { userId: user.userId, overlapSeconds, origin }));
  }

  private toIngest({ handle, streamKey }: { handle: string; streamKey: string }): Ingest {
    const { MIDSTATION_PUBLIC_RTMP_URL: rtmp, MIDSTATION_PUBLIC_RTMPS_URL: rtmps } = this.config;
    const server = (base: string): string => `${base.replace(/\/+$/, '')}/${handle}`;
    return { servers: { rtmp: server(rtmp), rtmps: server(rtmps) }, streamKey };
  }
}
