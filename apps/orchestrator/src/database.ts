import { type Logger } from '@mid-station/service';
import { openDatabase } from '@mid-station/service/database';
import type { DataSource } from 'typeorm';
import { SampleRow } from './history/sample.entity.js';
import { LiveSessions1763800000000 } from './migrations/1763800000000-live-sessions.js';
import { Advice1763900000000 } from './migrations/1763900000000-advice.js';
import { PreviousEpoch1764000000000 } from './migrations/1764000000000-previous-epoch.js';
import { NodePlaces1764100000000 } from './migrations/1764100000000-node-places.js';
import { CountedBefore1764200000000 } from './migrations/1764200000000-counted-before.js';
import { LastKnock1764300000000 } from './migrations/1764300000000-last-knock.js';
import { EventRow } from './session/event.entity.js';
import { SessionRow } from './session/session.entity.js';

/** The orchestrator's tables, up to date. */
export function openSessionDatabase(url: string, log: Logger): Promise<DataSource> {
  const entities = [SessionRow, EventRow, SampleRow];
  const migrations = [
    ...[LiveSessions1763800000000, Advice1763900000000, PreviousEpoch1764000000000],
    ...[NodePlaces1764100000000, CountedBefore1764200000000, LastKnock1764300000000],
  ];
  return openDatabase({ url, entities, migrations }, log);
}
