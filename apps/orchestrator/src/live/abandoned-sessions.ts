import { HourlySweep } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { Events } from '../events.js';
import { WAITING_HOURS_MAX } from '../limits.js';
import { SessionStore } from '../session/session-store.js';
import { Ender } from './ender.js';

/** Ends sessions whose encoder never came: each holds a place of a node, and whoever began it has forgotten it. */
@Injectable()
export class AbandonedSessions extends HourlySweep {
  constructor(
    private readonly store: SessionStore,
    private readonly ender: Ender,
    private readonly events: Events,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    for (const id of await this.store.waitingLongerThan(WAITING_HOURS_MAX)) {
      await this.ender.end(id, 'no_encoder', 'waiting');
    }
  }

  protected override failed(error: unknown): void {
    this.events.failed('abandoned sessions', error);
  }
}
