import { authBus, type SignInSummary } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { SignInList } from './sign-in-list.js';
import { SignInService, type Opened } from './sign-in.service.js';

@Controller()
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly devices: SignInList,
  ) {}

  @Answers(authBus.login)
  login({ origin, ...credentials }: z.output<typeof authBus.login.request>): Promise<Opened> {
    return this.signIns.login(credentials, origin);
  }

  @Answers(authBus.refresh)
  refresh({ refreshToken, origin }: z.output<typeof authBus.refresh.request>): Promise<Opened> {
    return this.signIns.refresh(refreshToken, origin);
  }

  @Answers(authBus.logout)
  async logout({ refreshToken, origin }: z.output<typeof authBus.logout.request>): Promise<null> {
    await this.signIns.logout(refreshToken, origin);
    return null;
  }

  @Answers(authBus.listSignIns)
  list({ userId, currentId }: z.output<typeof authBus.listSignIns.request>): Promise<SignInSummary[]> {
    return this.devices.list(userId, currentId);
  }

  @Answers(authBus.endSignIns)
  async end({ userId, signInId, origin }: z.output<typeof authBus.endSignIns.request>): Promise<null> {
    await this.devices.end(userId, signInId, origin);
    return null;
  }
}
