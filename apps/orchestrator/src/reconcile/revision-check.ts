import { settingsBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { PlanSync } from '../edits/plan-sync.js';
import { inParallel } from '../in-parallel.js';
import { CONCURRENCY, REVISION_BATCH, REVISION_INTERVAL_MS } from '../limits.js';
import type { SessionOutline } from '../session/session-store.js';
import { isHosted } from '../session/state-machine.js';

/** Finds edits of live settings whose notice was lost, and brings rotated keys that could not be brought at once. */
@Injectable()
export class RevisionCheck {
  private checkedAt = -Infinity;

  constructor(
    private readonly bus: Bus,
    private readonly sync: PlanSync,
  ) {}

  async check(sessions: readonly SessionOutline[]): Promise<void> {
    if (performance.now() - this.checkedAt < REVISION_INTERVAL_MS) return;
    this.checkedAt = performance.now();
    await this.sync.bringOwedKeys();
    const hosted = new Map(sessions.filter(({ state }) => isHosted(state)).map((each) => [each.settingId, each]));
    const ids = [...hosted.keys()];
    for (let from = 0; from < ids.length; from += REVISION_BATCH) {
      const settingIds = ids.slice(from, from + REVISION_BATCH);
      const current = await this.bus.request(settingsBus.revisions, { settingIds });
      const behind = current.filter(
        (each) => each.revision > (hosted.get(each.settingId)?.settingRevision ?? Infinity),
      );
      await inParallel(CONCURRENCY, behind, ({ settingId }) => this.sync.settingChanged(settingId));
    }
  }
}
