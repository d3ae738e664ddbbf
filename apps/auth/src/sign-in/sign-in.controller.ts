import { authBus } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { SignInService, type Opened } from './sign-in.service.js';

@Controller()
export class SignInController {
  constructor(private readonly signIns: SignInService) {}

  @Answers(authBus.login)
  login({ origin, ...credentials }: z.output<typeof authBus.login.request>): Promise<Opened> {
    return this.signIns.login(credentials, origin);
  }

  @Answers(authBus.refresh)
  refresh({ refreshToken }: z.output<typeof authBus.refresh.request>): Promise<Opened> {
    return this.signIns.refresh(refreshToken);
  }

  @Answers(authBus.logout)
  async logout({ refreshToken }: z.output<typeof authBus.logout.request>): Promise<null> {
    await this.signIns.logout(refreshToken);
    return null;
  }
}
