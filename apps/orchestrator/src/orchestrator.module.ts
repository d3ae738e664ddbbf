import { AuditTrail, Bus, DeletedUsers, LOGGER, type Logger } from '@mid-station/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Advisor } from './advice/advisor.js';
import { Platforms } from './advice/platforms.js';
import { PlanSync } from './edits/plan-sync.js';
import { Events } from './events.js';
import { History } from './history/history.js';
import { Retention } from './history/retention.js';
import { Samples } from './history/samples.js';
import { AbandonedSessions } from './live/abandoned-sessions.js';
import { CurrentSession } from './live/current-session.js';
import { Door } from './live/door.js';
import { Ender } from './live/ender.js';
import { FormerUsers } from './live/former-users.js';
import { GoLive } from './live/go-live.js';
import { LiveController } from './live/live.controller.js';
import { Preflight } from './live/preflight.js';
import { StoppedEncoders } from './live/stopped-encoders.js';
import { NodeRegistry } from './nodes/node-registry.js';
import { NodeWatch } from './nodes/node-watch.js';
import { NodesController } from './nodes/nodes.controller.js';
import { Places } from './nodes/places.js';
import { Mover } from './placement/mover.js';
import { NodeClient } from './placement/node-client.js';
import { PlanSource } from './placement/plan-source.js';
import { Placer } from './placement/placer.js';
import { Reconciler } from './reconcile/reconciler.js';
import { Repairs } from './reconcile/repairs.js';
import { RevisionCheck } from './reconcile/revision-check.js';
import { ReportsController } from './reports/reports.controller.js';
import { StatusIntake } from './reports/status-intake.js';
import { NewestCounters } from './session/newest-counters.js';
import { SessionFeed } from './session/session-feed.js';
import { SessionStore } from './session/session-store.js';
import { UnfinishedSessions } from './session/unfinished-sessions.js';

@Module({})
export class OrchestratorModule {
  static on(source: DataSource): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [LiveController, NodesController, ReportsController],
      providers: [
        { provide: DataSource, useValue: source },
        { provide: NodeRegistry, useFactory: () => new NodeRegistry() },
        ...[
          Events,
          AuditTrail,
          SessionFeed,
          SessionStore,
          NewestCounters,
          UnfinishedSessions,
          NodeClient,
          NodeWatch,
          Places,
        ],
        ...[PlanSource, Placer, Mover, PlanSync, StatusIntake],
        ...[GoLive, Preflight, Ender, CurrentSession, Door, StoppedEncoders, FormerUsers, AbandonedSessions],
        {
          provide: DeletedUsers,
          useFactory: (bus: Bus, users: FormerUsers, log: Logger) => new DeletedUsers(bus, users, log),
          inject: [Bus, FormerUsers, LOGGER],
        },
        ...[Reconciler, Repairs, RevisionCheck],
        ...[History, Samples, Retention, Advisor, Platforms],
      ],
    };
  }
}
