import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { AppError } from '@mid-station/contracts';
import { type Logger } from '@mid-station/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { type Histogram } from 'prom-client';
import { BODY_LIMIT_BYTES, CONNECTION_IDLE_MS, REQUEST_TIMEOUT_MS } from '../limits.js';
import { sendProblem } from './problem.js';

/** Everything from here, nothing from elsewhere, no inline code; pictures and media also from memory. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
  },
};

/** One year, in seconds: what browsers' preload lists ask for. */
const HSTS_SECONDS = 31_536_000;

export function createAdapter(trustedProxies: string, connectionTimeout = CONNECTION_IDLE_MS): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout,
    trustProxy: trustedProxies,
    genReqId: () => randomUUID(),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(
        reply,
        new AppError('invalid_request', 'The address could not be read.', { cause: error }),
        request.id,
      );
    },
  });
}

/** What happens to every request, whatever its route. */
export async function prepareServer(
  instance: FastifyInstance,
  parts: { log: Logger; durations: Histogram; admit: (request: FastifyRequest) => Promise<void> },
): Promise<void> {
  await instance.register(cookie);
  await instance.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  acceptOnlyJson(instance);
  instance.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.protocol === 'https') void reply.header('strict-transport-security', `max-age=${HSTS_SECONDS}`);
    // Whoever serves what may be kept says so: the address cannot tell, as it may be written in several ways.
    void reply.header('cache-control', 'no-store');
    await parts.admit(request);
  });
  instance.addHook('onResponse', async (request, reply) => {
    const { method, id } = request;
    const [route, status] = [request.routeOptions.url ?? 'none', reply.statusCode];
    parts.durations.observe({ method, route, status }, reply.elapsedTime / 1000);
    const line = { requestId: id, method, route, status, ms: Math.round(reply.elapsedTime), remote: request.ip };
    parts.log[status >= 500 ? 'warn' : 'debug'](line, 'request');
    await Promise.resolve();
  });
}

/** JSON or nothing. An empty body counts as none, whatever type it claims: many clients always claim JSON. */
function acceptOnlyJson(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}
