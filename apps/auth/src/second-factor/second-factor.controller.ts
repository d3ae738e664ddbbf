import { authBus, type SecondFactor } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { AccountService } from '../account/account.service.js';
import { SecondFactorService } from './second-factor.service.js';

@Controller()
export class SecondFactorController {
  constructor(
    private readonly accounts: AccountService,
    private readonly secondFactor: SecondFactorService,
  ) {}

  @Answers(authBus.secondFactor)
  get({ userId }: z.output<typeof authBus.secondFactor.request>): Promise<SecondFactor> {
    return this.secondFactor.get(userId);
  }

  @Answers(authBus.beginSecondFactor)
  async begin({ userId, proof }: z.output<typeof authBus.beginSecondFactor.request>) {
    return this.secondFactor.begin(await this.accounts.get(userId), proof.password);
  }

  @Answers(authBus.confirmSecondFactor)
  async confirm(call: z.output<typeof authBus.confirmSecondFactor.request>) {
    const { userId, proof, keepSignInId, origin } = call;
    const recoveryCodes = await this.accounts.tighten(userId, keepSignInId, (tx) => {
      return this.secondFactor.confirm(tx, userId, proof.code, origin);
    });
    return { recoveryCodes };
  }

  @Answers(authBus.disableSecondFactor)
  async disable({ userId, proof, origin }: z.output<typeof authBus.disableSecondFactor.request>): Promise<null> {
    await this.secondFactor.disable(await this.accounts.get(userId), proof.password, origin);
    return null;
  }
}
