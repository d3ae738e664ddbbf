import type { NodeSamples } from '@mid-station/contracts';
import { runPrepared } from '@mid-station/service/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BITRATE_POINTS } from '../limits.js';

export interface BitratePoint {
  at: string;
  kbps: number;
}

/** Looks the sessions up one after the other: a plan made while the table was small would read all of it. */
const KEEP = {
  name: 'keep samples',
  text: `INSERT INTO bitrate_sample (session_id, at, kbps)
    SELECT s.id, $1::timestamptz, m.kbps FROM unnest($2::uuid[], $3::real[]) AS m (session_id, kbps)
    CROSS JOIN LATERAL (SELECT id FROM live_session WHERE id = m.session_id AND ended_at IS NULL LIMIT 1) AS s
    ON CONFLICT DO NOTHING`,
};

/** Incoming bitrate over time, sampled by the nodes. */
@Injectable()
export class Samples {
  constructor(private readonly source: DataSource) {}

  /** Keeps what one node measured; samples of sessions that are unknown here are left out. */
  async keep({ at, samples }: NodeSamples): Promise<void> {
    await runPrepared(this.source, KEEP, [
      at,
      samples.map(({ sessionId }) => sessionId),
      samples.map(({ publisher }) => publisher.bitrateKbps),
    ]);
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
