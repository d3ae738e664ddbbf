import { routes, AppError, authBus } from '@mid-station/contracts';
import { Bus, CONFIG } from '@mid-station/service';
import { Controller, Inject } from '@nestjs/common';
import { type z } from 'zod';
import { RefreshCookie, refuseCrossSite } from '../access/refresh-cookie.js';
import { type GatewayConfig } from '../config.js';
import { RateLimits } from '../rate/rate-limits.js';
import { Serves, type Call } from '../http/serve.js';

type Opened = z.output<typeof authBus.login.response>;

/** Sign-ins: the refresh token goes into the cookie, the rest into the answer. */
@Controller()
export class SignInController {
  constructor(
    private readonly bus: Bus,
    private readonly cookie: RefreshCookie,
    private readonly rateLimits: RateLimits,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Serves(routes.registration)
  registration(): Promise<{ open: boolean }> {
    return Promise.resolve({ open: this.isOpen });
  }

  @Serves(routes.register)
  async register({ body, origin, ...http }: Call<typeof routes.register>): Promise<Opened> {
    refuseCrossSite(http.request);
    if (!this.isOpen) throw registrationClosed();
    return this.keep(http, await this.bus.request(authBus.register, { ...body, origin }));
  }

  @Serves(routes.login)
  async login({ body, origin, ...http }: Call<typeof routes.login>): Promise<Opened> {
    refuseCrossSite(http.request);
    const opened = await this.bus.request(authBus.login, { ...body, origin });
    this.rateLimits.signedIn(http.request);
    return this.keep(http, opened);
  }

  @Serves(routes.refresh)
  async refresh({ origin, ...http }: Call<typeof routes.refresh>): Promise<Opened> {
    refuseCrossSite(http.request);
    const refreshToken = this.cookie.read(http.request);
    if (refreshToken === null) throw new AppError('unauthenticated', 'Sign in first.');
    return this.keep(http, await this.bus.request(authBus.refresh, { refreshToken, origin }));
  }

  @Serves(routes.logout)
  async logout({ request, reply, origin }: Call<typeof routes.logout>): Promise<null> {
    refuseCrossSite(request);
    const refreshToken = this.cookie.read(request);
    if (refreshToken !== null) await this.bus.request(authBus.logout, { refreshToken, origin });
    this.cookie.clear(request, reply);
    return null;
  }

  private get isOpen(): boolean {
    return this.config.MIDSTATION_REGISTRATION === 'open';
  }

  private keep({ request, reply }: Pick<Call, 'request' | 'reply'>, opened: Opened): Opened {
    this.cookie.write(request, reply, opened.refreshToken, opened.refreshExpiresAt);
    return opened;
  }
}

function registrationClosed(): AppError {
  const detail = 'This installation takes no new accounts by itself. Ask its operator for one.';
  return new AppError('registration_closed', detail);
}
