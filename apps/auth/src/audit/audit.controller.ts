import { authBus, type AuditEvent } from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { type z } from 'zod';
import { AuditLog } from './audit-log.js';

@Controller()
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Answers(authBus.audit)
  list({ userId }: z.output<typeof authBus.audit.request>): Promise<AuditEvent[]> {
    return this.log.list(userId);
  }

  @Answers(authBus.recordAudit)
  async record(event: z.output<typeof authBus.recordAudit.request>): Promise<null> {
    await this.log.take(event);
    return null;
  }
}
