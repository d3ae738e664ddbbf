import { AppError, authBus, liveBus, routes, type Session } from '@mid-station/contracts';
import { AuditTrail, Bus } from '@mid-station/service';
import { Controller, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { extraRoutes } from '../http/extra-routes.js';
import { Reply, Serves, type Call } from '../http/serve.js';

@Controller()
export class LiveController {
  constructor(
    private readonly bus: Bus,
    private readonly audit: AuditTrail,
  ) {}

  @Serves(routes.goLive)
  async goLive({ user, origin }: Call<typeof routes.goLive>): Promise<Reply<Session>> {
    const { session, created } = await this.bus.request(liveBus.start, { userId: user.userId });
    if (created) this.audit.record(user.userId, 'went_live', origin, session.settingName);
    return new Reply(created ? 201 : 200, session);
  }

  @Serves(routes.preflight)
  preflight({ user }: Call<typeof routes.preflight>) {
    return this.bus.request(liveBus.preflight, { userId: user.userId });
  }

  @Serves(routes.live)
  live({ user }: Call<typeof routes.live>) {
    return this.bus.request(liveBus.current, { userId: user.userId });
  }

  @Serves(routes.goOffline)
  async goOffline({ user, origin }: Call<typeof routes.goOffline>): Promise<Session | null> {
    const session = await this.bus.request(liveBus.stop, { userId: user.userId });
    if (session) this.audit.record(user.userId, 'went_offline', origin, session.settingName);
    return session;
  }

  @Serves(routes.retryTarget)
  retryTarget({ user, params }: Call<typeof routes.retryTarget>) {
    return this.bus.request(liveBus.retryTarget, { userId: user.userId, targetId: params.targetId });
  }

  @Serves(routes.preview)
  async preview({ user, request }: Call<typeof routes.preview>) {
    const { userId, handle, accessId } = user;
    const session = await this.bus.request(liveBus.current, { userId });
    if (!session) throw new AppError('not_live', 'There is no preview: you are not live.');
    const { ticket, expiresAt } = await this.bus.request(authBus.previewTicket, {
      userId,
      accessId,
      handle,
      sessionId: session.id,
    });
    return { url: `${webSocketBase(request)}/preview?ticket=${encodeURIComponent(ticket)}`, expiresAt };
  }

  /** `@Res()` tells Nest that the answer is ours: it is no JSON. */
  @Serves(extraRoutes.still)
  async still({ user }: Call<typeof extraRoutes.still>, @Res() reply: FastifyReply): Promise<null> {
    const still = await this.bus.request(liveBus.still, { userId: user.userId });
    if (still) void reply.type('image/jpeg').send(Buffer.from(still.jpeg, 'base64'));
    else void reply.status(204).send();
    return null;
  }

  @Serves(routes.listSessions)
  listSessions({ user }: Call<typeof routes.listSessions>) {
    return this.bus.request(liveBus.sessions, { userId: user.userId });
  }

  @Serves(routes.session)
  session({ user, params }: Call<typeof routes.session>) {
    return this.bus.request(liveBus.session, { userId: user.userId, sessionId: params.id });
  }
}

/** The address the client reached us at, as a WebSocket address. */
function webSocketBase(request: FastifyRequest): string {
  return `${request.protocol === 'https' ? 'wss' : 'ws'}://${request.host}`;
}
