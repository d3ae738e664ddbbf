import { type Route } from '@mid-station/route-table';
import { type CloseReason } from '@mid-station/rtmp';
import { type Logger } from '@mid-station/service';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type TurnedAway } from './door/gate.js';
import { type EndCause } from './publication/publication.js';

/** Seconds without media while a publication changed nodes: the promise is 3 s at the targets. */
const GAP_BUCKETS = [0, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20];

const named = (route: Route) => ({
  handle: route.handle,
  sessionId: route.sessionId,
  nodeId: route.nodeId,
  epoch: route.epoch,
});

/** What an operator should see of the edge: one function for each event, log line and numbers together. */
export class EdgeEvents {
  private readonly visits: Counter;
  private readonly away: Counter;
  private readonly closed: Counter;
  private readonly publishes: Counter;
  private readonly ends: Counter;
  private readonly gaps: Histogram;
  private readonly previews: Counter;

  constructor(
    private readonly log: Logger,
    metrics: Registry,
  ) {
    const counter = (name: string, help: string, label: string): Counter =>
      new Counter({ name: `edge_${name}_total`, help, labelNames: [label], registers: [metrics] });
    this.visits = counter('connections', 'Connections let in', 'port');
    this.away = counter('turned_away', 'Connections closed at once, by limit', 'reason');
    this.closed = counter('strangers_closed', 'Connections that ended before a publish was admitted', 'kind');
    this.publishes = counter('publishes', 'Answered publish requests', 'outcome');
    this.ends = counter('publications_ended', 'Ended publications', 'cause');
    this.previews = counter('previews', 'Preview requests', 'outcome');
    this.gaps = new Histogram({
      name: 'edge_move_gap_seconds',
      help: 'Time a publication was without a node when it changed nodes',
      buckets: GAP_BUCKETS,
      registers: [metrics],
    });
    this.metrics = metrics;
  }

  private readonly metrics: Registry;

  /** A number that is read when metrics are asked for. */
  watch(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `edge_${name}`,
      help,
      registers: [this.metrics],
      collect() {
        this.set(read());
      },
    });
  }

  visited(port: 'rtmp' | 'rtmps'): void {
    this.visits.inc({ port });
  }

  turnedAway(reason: TurnedAway | 'port_full'): void {
    this.away.inc({ reason });
  }

  /** Ordinary for scanners and health checks: counted, not logged, unless it is a bug of ours. */
  strangerClosed(reason: CloseReason, remote: string): void {
    this.closed.inc({ kind: reason.kind });
    if (reason.kind === 'bug') this.log.error({ err: reason.error, remote }, 'connection failed');
    else this.log.debug({ remote, kind: reason.kind, code: reason.code }, 'connection ended before publish');
  }

  refused(kind: string, handle: string | null, remote: string): void {
    this.publishes.inc({ outcome: kind });
    this.log.info({ kind, handle, remote }, 'publish refused');
  }

  blocked(remote: string): void {
    this.log.warn({ remote }, 'address blocked after too many refused publishes');
  }

  started(route: Route, remote: string, waitedMs: number): void {
    this.publishes.inc({ outcome: 'started' });
    this.log.info({ ...named(route), remote, waitedMs: Math.round(waitedMs) }, 'publishing');
  }

  adrift(route: Route): void {
    this.log.warn(named(route), 'node gone, encoder held');
  }

  moved(route: Route, gapMs: number): void {
    this.gaps.observe(gapMs / 1000);
    this.log.info({ ...named(route), gapMs: Math.round(gapMs) }, 'publishing on another node');
  }

  ended(handle: string, cause: EndCause, error?: unknown): void {
    this.ends.inc({ cause });
    if (cause === 'bug') this.log.error({ err: error, handle }, 'publication failed');
    else this.log.info({ handle, cause, why: (error as Error | undefined)?.message }, 'publication ended');
  }

  previewed(outcome: string): void {
    this.previews.inc({ outcome });
  }

  /** Something of ours threw: one connection is lost, and it belongs in the log. */
  failed(error: unknown, what: string): void {
    this.log.error({ err: error }, what);
  }

  certificateReloaded(): void {
    this.log.info('certificate read again');
  }

  certificateRejected(error: Error): void {
    this.log.error({ why: error.message }, 'new certificate cannot be used, keeping the old one');
  }

  redisAway(why: string): void {
    this.log.warn({ why }, 'Redis is away: running streams go on, new ones are refused');
  }

  redisBack(): void {
    this.log.info('Redis is back');
  }
}
