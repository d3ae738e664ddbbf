import { type HttpRoute } from '@mid-station/contracts';
import {
  createParamDecorator,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { type Caller } from './caller.js';

/** Metadata key under which a handler carries its route. */
export const ROUTE = Symbol('route');

export interface Origin {
  remote: string;
  userAgent: string | null;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** One request of a route, checked: who calls, with what. */
export interface Call<Route extends HttpRoute = HttpRoute> {
  readonly user: Route['access'] extends 'anyone' ? null : Caller;
  readonly params: Parsed<Route['params']>;
  readonly body: Parsed<Route['body']>;
  readonly origin: Origin;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Bodies<Answers extends HttpRoute['answers']> = {
  [Status in keyof Answers]: Answers[Status] extends z.ZodType ? z.input<Answers[Status]> : null;
}[keyof Answers];

/** An answer that names its status, for routes that have several with a body. */
export class Reply<Body> {
  constructor(
    readonly status: number,
    readonly body: Body,
  ) {}
}

type Answer<Route extends HttpRoute> = Bodies<Route['answers']> | Reply<Bodies<Route['answers']>>;

/** A request as the guard leaves it for the handler. */
export type CheckedRequest = FastifyRequest & { call?: Call };

const Called = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<CheckedRequest>().call;
});

/**
 * Makes a controller method the handler of a route: method, path, who may call it, validation and status come from the
 * route, the method gets one `Call` and gives back the answer's body. Only such methods are reachable.
 */
export function Serves<Route extends HttpRoute>(route: Route) {
  return <Method extends (call: Call<Route>, ...rest: never[]) => Promise<Answer<Route>>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    RequestMapping({ method: RequestMethod[route.method], path: route.path })(target, key, descriptor);
    SetMetadata(ROUTE, route)(target, key, descriptor);
    Called()(target, key, 0);
  };
}
