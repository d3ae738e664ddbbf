import { AppError, authBus, type AuditKind } from '@mid-station/contracts';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type z } from 'zod';
import { Bus } from '../bus/bus.js';
import { type Logger } from '../log/logger.js';
import { LOGGER } from '../service.js';

/** Audit events that may wait for auth, per process: hours of clicks, and about 5 MB. */
const AUDIT_WAITING = 10_000;
/** Pause before a waiting audit event is told again, in milliseconds. */
const AUDIT_RETRY_MS = 1_000;
/** Time that waiting audit events get when the process ends, in milliseconds. */
const AUDIT_FAREWELL_MS = 2_000;

type Event = z.input<typeof authBus.recordAudit.request>;

/**
 * Writes down what a user did outside auth. The act is never held up: an event that cannot be told now waits, in order and
 * bounded, until auth is back, and its id keeps it from being written twice. The log has it before anything else, for the case
 * that the process is killed while it waits; what must be given up, because too much waits or auth will never take it, is in
 * the log as that.
 */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  private readonly waiting: Event[] = [];
  private telling: Promise<void> | null = null;
  private stopping = false;

  constructor(
    private readonly bus: Bus,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  record(userId: string, kind: AuditKind, origin: Event['origin'], subject: string | null = null): void {
    const event = { id: randomUUID(), userId, at: new Date().toISOString(), kind, origin, subject };
    this.log.info({ event }, 'audit event');
    this.waiting.push(event);
    if (this.waiting.length > AUDIT_WAITING) this.giveUp(this.waiting.shift()!);
    this.telling ??= this.tellAll().finally(() => (this.telling = null));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const late = setTimeout(() => (this.stopping = true), AUDIT_FAREWELL_MS);
    await this.telling;
    clearTimeout(late);
    for (const event of this.waiting.splice(0)) this.giveUp(event);
  }

  private async tellAll(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopping) {
      const [next] = this.waiting;
      if (await this.tell(next!)) this.waiting.splice(this.waiting.indexOf(next!), 1);
      else await new Promise((resolve) => setTimeout(resolve, AUDIT_RETRY_MS));
    }
  }

  /** Whether this event is done with. */
  private async tell(event: Event): Promise<boolean> {
    try {
      await this.bus.request(authBus.recordAudit, event);
    } catch (error) {
      const isAway = error instanceof AppError && error.code === 'unavailable';
      if (isAway) this.log.debug({ err: error }, 'audit event not told yet');
      else this.giveUp(event, error);
      return !isAway;
    }
    return true;
  }

  private giveUp(event: Event, error?: unknown): void {
    this.log.warn({ event, err: error }, 'audit event could not be written down');
  }
}
