import { authBus } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { SigningKeys } from './signing-keys.js';
import { TokenIssuer } from './token-issuer.js';

@Controller()
export class SigningController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly issuer: TokenIssuer,
  ) {}

  @Answers(authBus.keys)
  publicKeys(): { keys: Record<string, unknown>[] } {
    return { keys: this.keys.publicKeys() };
  }

  @Answers(authBus.previewTicket)
  previewTicket({ userId, sessionId, handle }: z.output<typeof authBus.previewTicket.request>) {
    return this.issuer.previewTicket({ sub: userId, sid: sessionId, handle });
  }
}
