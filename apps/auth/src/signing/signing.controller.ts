import { authBus } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { AccessCheck } from './access-check.js';
import { SigningKeys } from './signing-keys.js';
import { TokenIssuer } from './token-issuer.js';

@Controller()
export class SigningController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly issuer: TokenIssuer,
    private readonly access: AccessCheck,
  ) {}

  @Answers(authBus.keys)
  publicKeys(): { keys: Record<string, unknown>[] } {
    return { keys: this.keys.publicKeys() };
  }

  @Answers(authBus.checkAccess)
  async checkAccess({ userId, accessId }: z.output<typeof authBus.checkAccess.request>): Promise<null> {
    await this.access.require(userId, accessId);
    return null;
  }

  @Answers(authBus.previewTicket)
  async previewTicket({
    userId,
    accessId,
    sessionId,
    handle,
  }: z.output<typeof authBus.previewTicket.request>): Promise<z.input<typeof authBus.previewTicket.response>> {
    await this.access.require(userId, accessId);
    return this.issuer.previewTicket({ sub: userId, sid: sessionId, handle, accessId });
  }
}
