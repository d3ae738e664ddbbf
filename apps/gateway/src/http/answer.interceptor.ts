import { type HttpRoute } from '@mid-station/contracts';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Reply, ROUTE } from './serve.js';

/** Turns what a handler gives back into the route's answer: its status, and only the fields its schema names. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<HttpRoute>(ROUTE, context.getHandler());
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((result: unknown) => (reply.sent ? undefined : answer(route, reply, result))));
  }
}

function answer(route: HttpRoute, reply: FastifyReply, result: unknown): unknown {
  const { status, body } = result instanceof Reply ? result : { status: statusFor(route, result), body: result };
  const schema = route.answers[status];
  void reply.status(status);
  return schema ? schema.parse(body) : undefined;
}

/** The first status that has a body, or for null the one that has none. */
function statusFor(route: HttpRoute, result: unknown): number {
  const fits = Object.entries(route.answers).find(([, schema]) => (schema === null) === (result === null));
  if (!fits) throw new Error(`${route.method} ${route.path} has no answer for this`);
  return Number(fits[0]);
}
