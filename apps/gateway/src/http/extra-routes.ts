import { problemSchema, route } from '@mid-station/contracts';
import { z } from 'zod';

const probe = { method: 'GET', access: 'anyone', scope: null, errors: [] } as const;

/** What the gateway serves beside the JSON routes of the contracts. */
export const extraRoutes = {
  events: route({
    method: 'GET',
    path: '/events',
    summary:
      'Server-sent events: `session` (the whole session, on each change) and `stats` (each second while live). It begins with the live session; while there is none nothing comes, so ask `GET /live` after each connect and reconnect: what ended meanwhile is not told again.',
    access: 'user',
    scope: 'read',
    answers: { 200: null },
    errors: ['quota_exceeded'],
  }),
  still: route({
    method: 'GET',
    path: '/live/still',
    summary: 'A picture of your live stream, at most about ten seconds old, as JPEG; 204 while there is none.',
    access: 'user',
    scope: 'read',
    answers: { 200: null, 204: null },
    errors: [],
  }),
  healthz: route({
    ...probe,
    path: '/healthz',
    summary: 'Whether this process runs.',
    answers: { 200: z.object({ status: z.literal('ok') }) },
  }),
  readyz: route({
    ...probe,
    path: '/readyz',
    summary: 'Whether the installation takes work, or what is missing.',
    answers: {
      200: z.object({ ready: z.literal(true) }),
      503: problemSchema.extend({ missing: z.record(z.string(), z.string()) }),
    },
  }),
  openapi: route({
    ...probe,
    path: '/openapi.json',
    summary: 'This document.',
    answers: { 200: z.record(z.string(), z.unknown()) },
  }),
};
