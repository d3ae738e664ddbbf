import { AppError, liveBus, type Session } from '@mid-station/contracts';
import { Bus, LOGGER, type Logger } from '@mid-station/service';
import { Controller, Inject, Res, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type ServerResponse } from 'node:http';
import { Revocations } from '../access/revocations.js';
import { type Caller } from '../http/caller.js';
import { extraRoutes as routes } from '../http/extra-routes.js';
import { Serves, type Call } from '../http/serve.js';
import { EVENT_STREAMS_PER_USER, TOKEN_STREAM_SECONDS } from '../limits.js';
import { EventStream } from './event-stream.js';
import { UserFeed } from './user-feed.js';
import { overWholeSession } from './whole-stats.js';

/**
 * `GET /events`. The stream starts with the current session, if there is one, and ends when the access token does, so that
 * the client comes back with a fresh one; and at once with the sign-in, the API token or the account.
 */
@Controller()
export class EventsController implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();

  constructor(
    private readonly bus: Bus,
    private readonly feed: UserFeed,
    private readonly revocations: Revocations,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** `@Res()` tells Nest that the answer is ours. Listening begins before the question, so that no change falls between. */
  @Serves(routes.events)
  async stream({ user }: Call<typeof routes.events>, @Res() reply: FastifyReply): Promise<null> {
    this.refuseTooMany(user);
    let stream: EventStream | null = null;
    let newest: Session | null = null;
    const stop = await this.feed.listen(user.userId, {
      session: (session) => {
        newest = session;
        stream?.send('session', session);
      },
      stats: (stats) => {
        const whole = overWholeSession(stats, newest);
        if (whole) stream?.send('stats', whole);
      },
    });
    const current = await this.currentSession(user.userId);
    if (reply.raw.destroyed) return end(stop);
    stream = this.begin(user, reply, stop);
    newest ??= current;
    if (newest) stream.send('session', newest);
    return null;
  }

  /** Lets clients go to another copy before the server closes. */
  onModuleDestroy(): void {
    for (const stream of this.open) stream.end();
  }

  private refuseTooMany({ userId }: Caller): void {
    if (this.feed.count(userId) < EVENT_STREAMS_PER_USER) return;
    throw new AppError('quota_exceeded', `You can have at most ${EVENT_STREAMS_PER_USER} event streams. Close a tab.`);
  }

  /** Statements flow from the nodes even while nobody can say what the current session is. */
  private async currentSession(userId: string): Promise<Session | null> {
    try {
      return await this.bus.request(liveBus.current, { userId });
    } catch (error) {
      this.log.warn({ err: error }, 'an event stream starts without the current session');
      return null;
    }
  }

  private begin(user: Caller, reply: FastifyReply, stop: () => void): EventStream {
    const response = beginResponse(reply);
    const stream = new EventStream(response);
    this.open.add(stream);
    const expiry = setTimeout(() => stream.end(), lifeMs(user)).unref();
    const unwatch = this.revocations.watch([user.userId, user.accessId], () => stream.end());
    response.once('close', () => {
      clearTimeout(expiry);
      unwatch();
      this.open.delete(stream);
      stop();
    });
    return stream;
  }
}

function beginResponse(reply: FastifyReply): ServerResponse {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  reply.raw.flushHeaders();
  return reply.raw;
}

function end(stop: () => void): null {
  stop();
  return null;
}

function lifeMs({ expiresAt }: Caller): number {
  return expiresAt ? Math.max(0, expiresAt.getTime() - Date.now()) : TOKEN_STREAM_SECONDS * 1000;
}
