import { authBus, type User } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { type Opened } from '../sign-in/sign-in.service.js';
import { AccountService } from './account.service.js';

@Controller()
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Answers(authBus.register)
  register({ origin, ...account }: z.output<typeof authBus.register.request>): Promise<Opened> {
    return this.accounts.register(account, origin);
  }

  @Answers(authBus.me)
  me({ userId }: z.output<typeof authBus.me.request>): Promise<User> {
    return this.accounts.me(userId);
  }

  @Answers(authBus.updateMe)
  update({ userId, changes, origin }: z.output<typeof authBus.updateMe.request>): Promise<User> {
    return this.accounts.update(userId, changes, origin);
  }

  @Answers(authBus.changePassword)
  async changePassword(call: z.output<typeof authBus.changePassword.request>): Promise<null> {
    await this.accounts.changePassword(call.userId, call.change, call.keepSignInId, call.origin);
    return null;
  }

  @Answers(authBus.deleted)
  async deleted({ userIds }: z.output<typeof authBus.deleted.request>): Promise<{ userIds: string[] }> {
    return { userIds: await this.accounts.deleted(userIds) };
  }

  @Answers(authBus.deleteMe)
  async remove({ userId }: z.output<typeof authBus.deleteMe.request>): Promise<null> {
    await this.accounts.remove(userId);
    return null;
  }
}
