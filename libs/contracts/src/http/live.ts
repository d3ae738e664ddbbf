import { z } from 'zod';
import { idSchema } from '../primitives.js';
import {
  previewSchema,
  sessionReportSchema,
  sessionSchema,
  sessionSummarySchema,
  targetCheckSchema,
} from '../session.js';
import { route } from './define.js';

const read = { access: 'user', scope: 'read' } as const;
const live = { access: 'user', scope: 'live' } as const;

export const liveRoutes = {
  goLive: route({
    ...live,
    method: 'POST',
    path: '/live',
    summary: 'Go Live with the active setting. Already live: the same session.',
    answers: { 200: sessionSchema, 201: sessionSchema },
    errors: ['no_active_setting', 'no_target_enabled', 'no_capacity', 'unavailable', 'quota_exceeded'],
  }),
  preflight: route({
    ...live,
    method: 'POST',
    path: '/preflight',
    summary:
      'Try the way to each target of the active setting that is on: name, connection, TLS, RTMP handshake and connect. Nothing is published.',
    answers: { 200: z.array(targetCheckSchema) },
    errors: ['no_active_setting', 'no_capacity', 'unavailable'],
  }),
  live: route({
    ...read,
    method: 'GET',
    path: '/live',
    summary: 'The live session, or 204.',
    answers: { 200: sessionSchema, 204: null },
    errors: ['unavailable'],
  }),
  goOffline: route({
    ...live,
    method: 'DELETE',
    path: '/live',
    summary: 'Go Offline: the ended session, or 204 when nothing was live.',
    answers: { 200: sessionSchema, 204: null },
    errors: ['unavailable'],
  }),
  retryTarget: route({
    ...live,
    method: 'POST',
    path: '/live/targets/:targetId/retry',
    summary: 'Try this target again now.',
    params: z.object({ targetId: idSchema }),
    answers: { 202: null },
    errors: ['not_found', 'not_live', 'unavailable', 'rate_limited'],
  }),
  preview: route({
    ...read,
    method: 'GET',
    path: '/live/preview',
    summary:
      'A WebSocket address with a short-lived ticket: the live picture as FLV. It is closed with 3000 when the sign-in or API token that asked for it ends.',
    answers: { 200: previewSchema },
    errors: ['not_live', 'unavailable'],
  }),
  listSessions: route({
    ...read,
    method: 'GET',
    path: '/sessions',
    summary: 'Past and present sessions, newest first.',
    answers: { 200: z.array(sessionSummarySchema) },
    errors: [],
  }),
  session: route({
    ...read,
    method: 'GET',
    path: '/sessions/:id',
    summary: "One session's report with its timeline.",
    params: z.object({ id: idSchema }),
    answers: { 200: sessionReportSchema },
    errors: ['not_found'],
  }),
};
