import { authBus } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { ApiTokenService } from './api-token.service.js';

@Controller()
export class ApiTokenController {
  constructor(private readonly tokens: ApiTokenService) {}

  @Answers(authBus.listTokens)
  list({ userId }: z.output<typeof authBus.listTokens.request>) {
    return this.tokens.list(userId);
  }

  @Answers(authBus.createToken)
  create({ userId, token, origin }: z.output<typeof authBus.createToken.request>) {
    return this.tokens.create(userId, token, origin);
  }

  @Answers(authBus.deleteToken)
  async remove({ userId, tokenId, origin }: z.output<typeof authBus.deleteToken.request>): Promise<null> {
    await this.tokens.remove(userId, tokenId, origin);
    return null;
  }

  @Answers(authBus.checkToken)
  check({ token }: z.output<typeof authBus.checkToken.request>) {
    return this.tokens.check(token);
  }
}
