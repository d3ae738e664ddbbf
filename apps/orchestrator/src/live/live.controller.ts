import {
  authBus,
  liveBus,
  type Session,
  type SessionReport,
  type SessionSummary,
  type Still,
  type TargetCheck,
} from '@mid-station/contracts';
import { Answers, Hears } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { History } from '../history/history.js';
import { SessionStore } from '../session/session-store.js';
import { sessionView } from '../session/session-view.js';
import { CurrentSession } from './current-session.js';
import { Door, type Decision } from './door.js';
import { Ender } from './ender.js';
import { FormerUsers } from './former-users.js';
import { GoLive } from './go-live.js';
import { Preflight } from './preflight.js';

/** Answers the questions about live sessions. */
@Controller()
export class LiveController {
  constructor(
    private readonly goLive: GoLive,
    private readonly ender: Ender,
    private readonly sessions: CurrentSession,
    private readonly store: SessionStore,
    private readonly history: History,
    private readonly door: Door,
    private readonly preflight: Preflight,
    private readonly formerUsers: FormerUsers,
  ) {}

  @Answers(liveBus.start)
  async start({ userId }: { userId: string }): Promise<{ session: Session; created: boolean }> {
    const { session, created } = await this.goLive.start(userId);
    return { session: sessionView(session), created };
  }

  @Answers(liveBus.stop)
  async stop({ userId }: { userId: string }): Promise<Session | null> {
    const session = await this.store.unfinishedOfUser(userId);
    const ended = session && (await this.ender.end(session.id, 'stopped_by_user'));
    return ended && sessionView(ended);
  }

  @Answers(liveBus.preflight)
  check({ userId }: { userId: string }): Promise<TargetCheck[]> {
    return this.preflight.check(userId);
  }

  @Answers(liveBus.current)
  current({ userId }: { userId: string }): Promise<Session | null> {
    return this.sessions.view(userId);
  }

  @Answers(liveBus.still)
  still({ userId }: { userId: string }): Promise<Still | null> {
    return this.sessions.still(userId);
  }

  @Answers(liveBus.retryTarget)
  async retryTarget({ userId, targetId }: { userId: string; targetId: string }): Promise<null> {
    await this.sessions.retryTarget(userId, targetId);
    return null;
  }

  @Answers(liveBus.isLive)
  async isLive({ settingId }: { settingId: string }): Promise<{ live: boolean }> {
    return { live: (await this.store.unfinishedOfSetting(settingId)) !== null };
  }

  @Answers(liveBus.sessions)
  list({ userId }: { userId: string }): Promise<SessionSummary[]> {
    return this.history.list(userId);
  }

  @Answers(liveBus.session)
  report({ userId, sessionId }: { userId: string; sessionId: string }): Promise<SessionReport> {
    return this.history.report(userId, sessionId);
  }

  @Answers(liveBus.knock)
  knock(question: Parameters<Door['knock']>[0]): Promise<Decision> {
    return this.door.knock(question);
  }

  @Hears(authBus.userDeleted)
  userDeleted({ userId }: { userId: string }): Promise<void> {
    return this.formerUsers.forget(userId);
  }
}
