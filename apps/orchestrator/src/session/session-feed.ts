import { liveBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { sessionView } from './session-view.js';
import type { SessionRow } from './session.entity.js';

/** Tells the user's pages of each change, whole. With the bus away nobody hears; pages read the session when it is back. */
@Injectable()
export class SessionFeed {
  constructor(private readonly bus: Bus) {}

  changed(row: SessionRow): void {
    this.bus.publish(liveBus.sessionChanged, sessionView(row), { userId: row.userId });
  }
}
