import type { NodeSamples } from '@mid-station/contracts';
import { runPrepared } from '@mid-station/service/database';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Events } from '../events.js';
import { BITRATE_POINTS, SAMPLES_WAIT_MS } from '../limits.js';

export interface BitratePoint {
  at: string;
  kbps: number;
}

/** Looks the sessions up one after the other: a plan made while the table was small would read all of it. */
const KEEP = {
  name: 'keep samples',
  text: `INSERT INTO bitrate_sample (session_id, at, kbps)
    SELECT s.id, m.at, m.kbps FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::real[]) AS m (session_id, node_id, at, kbps)
    CROSS JOIN LATERAL (SELECT id FROM live_session WHERE id = m.session_id AND node_id = m.node_id AND ended_at IS NULL LIMIT 1) AS s
    ON CONFLICT DO NOTHING`,
};

interface Measured {
  readonly nodeId: string;
  readonly sessionId: string;
  readonly at: string;
  readonly kbps: number;
}

/** Incoming bitrate over time, sampled by the nodes. What all of them measured within a second is written together. */
@Injectable()
export class Samples implements OnModuleDestroy {
  private waiting: Measured[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly source: DataSource,
    private readonly events: Events,
  ) {}

  async onModuleDestroy(): Promise<void> {
    if (this.timer) await this.write();
  }

  /** Keeps what one node measured, in a moment; samples of sessions that it does not have are left out. */
  keep({ nodeId, at, samples }: NodeSamples): void {
    for (const { sessionId, publisher } of samples) {
      this.waiting.push({ sessionId, nodeId, at, kbps: publisher.bitrateKbps });
    }
    this.timer ??= setTimeout(() => void this.write(), SAMPLES_WAIT_MS);
  }

  /** What cannot be written is left out: a curve has many points. */
  private async write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const points = this.waiting.splice(0);
    const columns = [
      points.map((each) => each.sessionId),
      points.map((each) => each.nodeId),
      points.map((each) => each.at),
      points.map((each) => each.kbps),
    ];
    await runPrepared(this.source, KEEP, columns).catch((error: unknown) => this.events.failed('samples', error));
  }

  /** The whole session in at most `BITRATE_POINTS` points, each the mean of its stretch of time. */
  async curve(sessionId: string): Promise<BitratePoint[]> {
    const points = await this.source.query<{ at: Date; kbps: number }[]>(
      `WITH measured AS (
         SELECT at, kbps, ntile($2) OVER (ORDER BY at) AS stretch FROM bitrate_sample WHERE session_id = $1
       )
       SELECT min(at) AS at, round(avg(kbps)::numeric, 1)::float AS kbps FROM measured GROUP BY stretch ORDER BY 1`,
      [sessionId, BITRATE_POINTS],
    );
    return points.map(({ at, kbps }) => ({ at: at.toISOString(), kbps }));
  }
}
