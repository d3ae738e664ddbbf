import { authBus, type IngestIdentity } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { StreamKeyService, type EncoderAccess } from './stream-key.service.js';

@Controller()
export class StreamKeyController {
  constructor(private readonly keys: StreamKeyService) {}

  @Answers(authBus.ingest)
  get({ userId, origin }: z.output<typeof authBus.ingest.request>): Promise<EncoderAccess> {
    return this.keys.get(userId, origin);
  }

  @Answers(authBus.rotateIngest)
  rotate({ userId, overlapSeconds, origin }: z.output<typeof authBus.rotateIngest.request>): Promise<EncoderAccess> {
    return this.keys.rotate(userId, overlapSeconds, origin);
  }

  @Answers(authBus.ingestIdentity)
  identity({ userId }: z.output<typeof authBus.ingestIdentity.request>): Promise<IngestIdentity> {
    return this.keys.identity(userId);
  }

  @Answers(authBus.ingestIdentityByHandle)
  byHandle({ handle }: z.output<typeof authBus.ingestIdentityByHandle.request>): Promise<IngestIdentity | null> {
    return this.keys.identityByHandle(handle);
  }
}
