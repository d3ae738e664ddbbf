import { AppError, type SessionReport, type SessionSummary, type TimelineEvent } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LINES_READ, SESSIONS_LISTED, TIMELINE_LINES } from '../limits.js';
import { type EventRow } from '../session/event.entity.js';
import { NewestCounters } from '../session/newest-counters.js';
import { sessionSummary, sessionView, SUMMARY_COLUMNS } from '../session/session-view.js';
import { SessionRow } from '../session/session.entity.js';
import { Samples } from './samples.js';
import { targetReports } from './target-history.js';

/** Rows, not entities: of these only the columns are wanted, and there may be many. */
const NEWEST = 'SELECT at, kind, data FROM session_event WHERE session_id = $1 ORDER BY id DESC LIMIT $2';

/** What is left of sessions: the list, and the report that is read from a session's timeline. */
@Injectable()
export class History {
  constructor(
    private readonly source: DataSource,
    private readonly samples: Samples,
    private readonly newest: NewestCounters,
  ) {}

  /** Newest first. */
  async list(userId: string): Promise<SessionSummary[]> {
    const rows = await this.source.manager.find(SessionRow, {
      select: SUMMARY_COLUMNS,
      where: { userId },
      order: { createdAt: 'DESC' },
      take: SESSIONS_LISTED,
    });
    return rows.map(sessionSummary);
  }

  /** @throws AppError `not_found`, also for somebody else's session. */
  async report(userId: string, sessionId: string): Promise<SessionReport> {
    const stored = await this.source.manager.findOneBy(SessionRow, { id: sessionId, userId });
    const row = stored && this.newest.freshen(stored);
    if (!row) throw new AppError('not_found', 'There is no such session.');
    const [timeline, bitrate] = await Promise.all([this.timeline(sessionId), this.samples.curve(sessionId)]);
    const end = row.endedAt ?? new Date();
    return {
      session: sessionView(row),
      durationSeconds: row.liveSince ? (end.getTime() - row.liveSince.getTime()) / 1_000 : 0,
      timeline: timeline.slice(-TIMELINE_LINES),
      targets: targetReports(timeline, row.targets, row.countedBefore, end),
      bitrate,
    };
  }

  /** The newest lines, oldest first. */
  private async timeline(sessionId: string): Promise<TimelineEvent[]> {
    const newest = await this.source.query<Pick<EventRow, 'at' | 'kind' | 'data'>[]>(NEWEST, [sessionId, LINES_READ]);
    return newest.reverse().map(({ at, kind, data }) => ({ at: at.toISOString(), kind, data }));
  }
}
