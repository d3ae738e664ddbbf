import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AuditTrail, Bus, type RedisClient } from '@mid-station/service';
import { KeyRing } from '@mid-station/service/tokens';
import { Authenticator } from './access/authenticator.js';
import { RefreshCookie } from './access/refresh-cookie.js';
import { Revocations } from './access/revocations.js';
import { EventsController } from './events/events.controller.js';
import { UserFeed } from './events/user-feed.js';
import { ProbeController } from './health/probe.controller.js';
import { Readiness } from './health/readiness.js';
import { AnswerInterceptor } from './http/answer.interceptor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteGuard } from './http/route.guard.js';
import { PreviewDesk } from './preview/preview-desk.js';
import { PreviewProxy } from './preview/preview-proxy.js';
import { RateLimits, REDIS } from './rate/rate-limits.js';
import { AccountController } from './routes/account.controller.js';
import { AccountSecurityController } from './routes/account-security.controller.js';
import { LiveController } from './routes/live.controller.js';
import { OperatorController } from './routes/operator.controller.js';
import { SettingsController } from './routes/settings.controller.js';
import { SignInController } from './routes/sign-in.controller.js';

@Module({})
export class GatewayModule {
  static with(redis: RedisClient): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        AccountController,
        AccountSecurityController,
        EventsController,
        LiveController,
        OperatorController,
        ProbeController,
        SettingsController,
        SignInController,
      ],
      providers: [
        { provide: REDIS, useValue: redis },
        { provide: APP_GUARD, useClass: RouteGuard },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        AuditTrail,
        Authenticator,
        { provide: KeyRing, inject: [Bus], useFactory: (bus: Bus) => new KeyRing(bus) },
        PreviewDesk,
        PreviewProxy,
        RateLimits,
        Readiness,
        RefreshCookie,
        Revocations,
        UserFeed,
      ],
    };
  }
}
