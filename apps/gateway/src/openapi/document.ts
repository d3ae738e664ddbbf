import * as contracts from '@mid-station/contracts';
import { errorCodes, problemSchema, routes, type ErrorCode, type HttpRoute } from '@mid-station/contracts';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { extraRoutes } from '../http/extra-routes.js';

/** Schemas that are worth a name of their own in the document, by that name. */
const components = {
  ApiToken: contracts.apiTokenSchema,
  Node: contracts.nodeSchema,
  Platform: contracts.platformSchema,
  Problem: problemSchema,
  Session: contracts.sessionSchema,
  SessionReport: contracts.sessionReportSchema,
  SessionStats: contracts.sessionStatsSchema,
  Setting: contracts.settingSchema,
  Target: contracts.targetSchema,
  User: contracts.userSchema,
};

/** The OpenAPI document, made from the same table that serves the routes. */
export function openApiDocument(): Record<string, unknown> {
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Mid-Station',
      version: '1',
      description:
        'One RTMP address in, every platform out. Errors are problem details (RFC 9457) with a stable `code`.',
    },
    servers: [{ url: '/api' }],
    components: {
      schemas: components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
    paths: paths({ ...routes, ...extraRoutes }),
  });
  return document as unknown as Record<string, unknown>;
}

function paths(all: Record<string, HttpRoute>): ZodOpenApiPathsObject {
  const result: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries(all)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    result[path] = { ...result[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return result;
}

function operation(name: string, route: HttpRoute): ZodOpenApiOperationObject {
  return {
    operationId: name,
    summary: route.summary,
    description: `${access(route)} ${scope(route)}`,
    security: route.access === 'anyone' ? [] : [{ bearer: [] }],
    ...(route.params && { requestParams: { path: route.params } }),
    ...(route.body && { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: { ...answers(name, route), ...problems(route) },
  };
}

function access({ access }: HttpRoute): string {
  if (access === 'anyone') return 'Anyone may call this.';
  return access === 'operator' ? 'Operators only.' : 'Needs a signed-in user.';
}

function scope({ access, scope }: HttpRoute): string {
  if (access === 'anyone') return '';
  return scope === null ? 'API tokens cannot call this.' : `API tokens need the scope \`${scope}\`.`;
}

function answers(name: string, route: HttpRoute): ZodOpenApiOperationObject['responses'] {
  const entries = Object.entries(route.answers).map(([status, schema]) => {
    const other = status === '200' && otherContent[name];
    if (other) return [status, other];
    return [status, { description: '', ...(schema && { content: { [type(status)]: { schema } } }) }];
  });
  return Object.fromEntries(entries) as ZodOpenApiOperationObject['responses'];
}

/** Answers that are not JSON, by their route. */
const otherContent: Readonly<Record<string, object>> = {
  events: { description: 'An endless stream.', content: { 'text/event-stream': { schema: z.string() } } },
  still: { description: 'The picture.', content: { 'image/jpeg': {} } },
};

const type = (status: string): string => (Number(status) >= 400 ? 'application/problem+json' : 'application/json');

/** Errors grouped by status; those any route can have are added. */
function problems(route: HttpRoute): ZodOpenApiOperationObject['responses'] {
  const codes = new Set<ErrorCode>([...route.errors, 'rate_limited', 'unavailable', ...general(route)]);
  const byStatus: Record<string, ErrorCode[]> = {};
  for (const code of codes) (byStatus[errorCodes[code].status] ??= []).push(code);
  const entries = Object.entries(byStatus).map(([status, names]) => [
    status,
    {
      description: names.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return Object.fromEntries(entries.filter(([status]) => !((status as string) in route.answers))) as never;
}

function general({ access, body, params }: HttpRoute): ErrorCode[] {
  const codes: ErrorCode[] = [];
  if (access !== 'anyone') codes.push('unauthenticated', 'forbidden');
  if (body) codes.push('invalid_request', 'payload_too_large');
  if (params) codes.push('not_found');
  return codes;
}
