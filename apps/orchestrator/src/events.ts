import type { AppError, EndReason } from '@mid-station/contracts';
import { isDatabaseAway, LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { SessionRow } from './session/session.entity.js';

/** Seconds; Go Live aims at 0.15. */
const GO_LIVE_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

/** What happens in this service that an operator wants to know: one function each, log line and counter together. */
@Injectable()
export class Events {
  private readonly goLive: Histogram<'outcome'>;
  private readonly refusals: Counter<'code'>;
  private readonly moves: Counter<'cause'>;
  private readonly ends: Counter<'reason'>;
  private readonly orphans: Counter;
  private readonly otherKeys: Counter;
  private readonly places: Counter;
  private readonly failures: Counter<'work'>;

  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    registry: Registry,
  ) {
    const registers = [registry];
    this.goLive = new Histogram({
      name: 'midstation_go_live_seconds',
      help: 'Time from Go Live to waiting for the encoder',
      labelNames: ['outcome'],
      buckets: GO_LIVE_BUCKETS,
      registers,
    });
    const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
      new Counter({ name, help, labelNames, registers });
    this.refusals = counter('midstation_claims_refused_total', 'Claims that a node refused or did not answer', [
      'code',
    ]);
    this.moves = counter('midstation_sessions_moved_total', 'Sessions given to another node', ['cause']);
    this.ends = counter('midstation_sessions_ended_total', 'Sessions that ended', ['reason']);
    this.orphans = counter('midstation_orphans_released_total', 'Claims on nodes that no session wants', []);
    this.otherKeys = counter(
      'midstation_node_other_keys_total',
      'Announcements under the name of a node that has another key',
      [],
    );
    this.places = counter('midstation_node_places_given_total', 'Places given to nodes that had none', []);
    this.failures = counter('midstation_orchestrator_failures_total', 'Background work that failed', ['work']);
  }

  wentLive(session: SessionRow, seconds: number): void {
    this.goLive.observe({ outcome: 'placed' }, seconds);
    this.log.info({ sessionId: session.id, nodeId: session.nodeId, epoch: session.epoch, seconds }, 'went live');
  }

  couldNotGoLive(session: SessionRow, code: string, seconds: number): void {
    this.goLive.observe({ outcome: code }, seconds);
    this.log.warn({ sessionId: session.id, code, seconds }, 'could not go live');
  }

  /** Counted only: the asker is told, and a line for each would be more work than is left out. */
  turnedAway(): void {
    this.goLive.observe({ outcome: 'turned_away' }, 0);
  }

  claimRefused(nodeId: string, claim: { sessionId: string; epoch: number }, error: AppError): void {
    this.refusals.inc({ code: error.code });
    const { sessionId, epoch } = claim;
    this.log.warn({ nodeId, sessionId, epoch, code: error.code, why: error.detail }, 'claim refused');
  }

  moved(session: SessionRow, from: string | null, cause: string): void {
    this.moves.inc({ cause });
    this.log.info({ sessionId: session.id, from, to: session.nodeId, epoch: session.epoch, cause }, 'moved');
  }

  ended(sessionId: string, reason: EndReason | null): void {
    this.ends.inc({ reason: reason ?? 'internal' });
    this.log.info({ sessionId, reason }, 'ended');
  }

  orphanReleased(nodeId: string, sessionId: string, epoch: number): void {
    this.orphans.inc();
    this.log.warn({ nodeId, sessionId, epoch }, 'released a claim that no session wants');
  }

  nodeLost(nodeId: string): void {
    this.log.warn({ nodeId }, 'node lost');
  }

  /** Usual for a few seconds after a node was started anew; if it lasts, somebody claims the node's name. */
  otherKey(nodeId: string): void {
    this.otherKeys.inc();
    this.log.warn({ nodeId }, 'heard with another key, not believed while its first one may be in use');
  }

  /** As many as nodes were added; more means that somebody collects them. */
  placeGiven(nodeId: string): void {
    this.places.inc();
    this.log.info({ nodeId }, 'gave a new node its place');
  }

  /** Background work did not succeed; it is tried again. A part that is away is no news beyond its own log line. */
  failed(work: string, error: unknown, context: Record<string, unknown> = {}): void {
    this.failures.inc({ work });
    const expected = isDatabaseAway(error) || (error as AppError | null)?.code === 'unavailable';
    if (expected) this.log.debug({ ...context, work, why: (error as Error).message }, 'put off');
    else this.log.error({ ...context, work, err: error }, 'background work failed');
  }
}
