import { AppError, type HttpRoute } from '@mid-station/contracts';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply } from 'fastify';
import { Authenticator } from '../access/authenticator.js';
import { RateLimits } from '../rate/rate-limits.js';
import { includesScope, type Caller } from './caller.js';
import { ROUTE, type Call, type CheckedRequest } from './serve.js';

/** Everything between the wire and a handler, for every route in the same order: who, may they, how often, with what. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly rateLimits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = this.reflector.get<HttpRoute | undefined>(ROUTE, context.getHandler());
    if (!route) throw new Error('a handler without a route');
    const request = context.switchToHttp().getRequest<CheckedRequest>();
    const user = route.access === 'anyone' ? null : await this.authenticator.authenticate(request);
    if (user) refuse(user, route);
    await this.rateLimits.check(route, request, user);
    request.call = checked(route, request, context.switchToHttp().getResponse<FastifyReply>(), user);
    return true;
  }
}

function refuse(user: Caller, route: HttpRoute): void {
  if (route.access === 'operator' && user.role !== 'operator') {
    throw new AppError('forbidden', 'Only operators of this installation may do this.');
  }
  if (user.scope === null) return;
  if (route.scope === null) throw new AppError('forbidden', 'API tokens cannot do this. Sign in for it.');
  if (!includesScope(user.scope, route.scope)) {
    throw new AppError('forbidden', `This API token may not do this. It needs the scope "${route.scope}".`);
  }
}

function checked(route: HttpRoute, request: CheckedRequest, reply: FastifyReply, user: Caller | null): Call {
  const params = route.params?.safeParse(request.params);
  // An id that cannot exist is answered like one that does not.
  if (params && !params.success) throw new AppError('not_found', 'There is no such thing here.');
  const body = route.body?.safeParse(request.body === undefined ? {} : request.body);
  if (body && !body.success) throw AppError.fromZod(body.error);
  const origin = { remote: request.ip, userAgent: userAgent(request) };
  return { user, params: params?.data, body: body?.data, origin, request, reply } as unknown as Call;
}

/** Longest part of a browser's self-description that is kept, in characters. */
const USER_AGENT_LENGTH = 200;

function userAgent(request: CheckedRequest): string | null {
  return request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH) ?? null;
}
