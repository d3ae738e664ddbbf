import { LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';

interface Held {
  sessionId: string;
  epoch: number;
}

/** What happens on this node that an operator wants to know: one function each, log line and counter together. */
@Injectable()
export class Events {
  private readonly claims: Counter<'outcome'>;
  private readonly lost: Counter<'reason'>;
  private readonly publishers: Counter<'outcome'>;
  private readonly violations: Counter<'code'>;
  private readonly probes: Counter<'outcome'>;
  private readonly stillFailures: Counter;

  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    registry: Registry,
  ) {
    const counter = <Label extends string>(name: string, help: string, label: Label): Counter<Label> =>
      new Counter({ name, help, labelNames: [label], registers: [registry] });
    this.claims = counter('midstation_node_claims_total', 'Claims this node was asked for', 'outcome');
    this.lost = counter('midstation_node_claims_lost_total', 'Claims this node lost', 'reason');
    this.publishers = counter('midstation_node_publishers_total', 'Encoders at the door', 'outcome');
    this.violations = counter('midstation_node_violations_total', 'Connections ended for what they sent', 'code');
    this.stillFailures = new Counter({
      name: 'midstation_node_stills_failed_total',
      help: 'Pictures that could not be made',
      registers: [registry],
    });
    this.probes = counter('midstation_node_probes_total', 'Targets tried before a stream', 'outcome');
  }

  claimed(held: Held, port: number, milliseconds: number): void {
    this.claims.inc({ outcome: 'taken' });
    this.log.info({ ...held, port, milliseconds }, 'claimed');
  }

  refused(held: Held, error: unknown): void {
    this.claims.inc({ outcome: 'refused' });
    this.log.warn({ ...held, why: error instanceof Error ? error.message : String(error) }, 'claim refused');
  }

  released(held: Held, reason: string): void {
    this.log.info({ ...held, reason }, 'released');
  }

  claimLost(held: Held, reason: string): void {
    this.lost.inc({ reason });
    this.log.warn({ ...held, reason }, 'claim lost, stopped');
  }

  endedByItself(held: Held, reason: string): void {
    this.log.info({ ...held, reason }, 'session over');
  }

  leaseUnverified(held: Held, why: string): void {
    this.log.debug({ ...held, why }, 'lease not renewed');
  }

  publisherIn(held: Held, remote: string, encoder: string | null): void {
    this.publishers.inc({ outcome: 'in' });
    this.log.info({ ...held, remote, encoder }, 'encoder connected');
  }

  publisherOut(held: Held): void {
    this.log.info({ ...held }, 'encoder gone');
  }

  publisherRefused(held: Held, remote: string | undefined): void {
    this.publishers.inc({ outcome: 'refused' });
    this.log.warn({ ...held, remote }, 'encoder refused');
  }

  bitrateExceeded(held: Held, kbps: number): void {
    this.publishers.inc({ outcome: 'quota_exceeded' });
    this.log.warn({ ...held, code: 'quota_exceeded', kbps }, 'encoder refused for its bitrate');
  }

  violation(held: Held, code: string, message: string): void {
    this.violations.inc({ code });
    this.log.warn({ ...held, code, why: message }, 'connection ended for what it sent');
  }

  /** No picture on the page; the stream is not touched by it. */
  stillFailed(sessionId: string, error: unknown): void {
    this.stillFailures.inc();
    this.log.debug({ sessionId, why: error instanceof Error ? error.message : String(error) }, 'no still');
  }

  probed(outcome: string): void {
    this.probes.inc({ outcome });
  }

  draining(sessions: number): void {
    this.log.info({ sessions }, 'draining');
  }

  drained(left: number): void {
    this.log.info({ left }, left === 0 ? 'empty' : 'ends with sessions that nobody took');
  }

  bug(error: unknown, held?: Held): void {
    this.log.error({ ...held, err: error }, 'bug');
  }
}
