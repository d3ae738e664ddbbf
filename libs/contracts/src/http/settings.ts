import { z } from 'zod';
import { idSchema } from '../primitives.js';
import {
  activateSchema,
  createSettingSchema,
  createTargetSchema,
  platformSchema,
  settingSchema,
  targetSchema,
  updateSettingSchema,
  updateTargetSchema,
} from '../setting.js';
import { route } from './define.js';

const read = { access: 'user', scope: 'read' } as const;
const manage = { access: 'user', scope: 'manage' } as const;
const byId = z.object({ id: idSchema });

export const settingRoutes = {
  platforms: route({
    ...read,
    method: 'GET',
    path: '/platforms',
    summary: 'Platform presets: servers, limits, where to find the key.',
    answers: { 200: z.array(platformSchema) },
    errors: [],
  }),
  listSettings: route({
    ...read,
    method: 'GET',
    path: '/settings',
    summary: 'Stream settings with their targets.',
    answers: { 200: z.array(settingSchema) },
    errors: [],
  }),
  createSetting: route({
    ...manage,
    method: 'POST',
    path: '/settings',
    summary: 'Make a stream setting.',
    body: createSettingSchema,
    answers: { 201: settingSchema },
    errors: ['name_taken', 'quota_exceeded'],
  }),
  updateSetting: route({
    ...manage,
    method: 'PATCH',
    path: '/settings/:id',
    summary: 'Rename a stream setting or change its options. Applied at once when live.',
    params: byId,
    body: updateSettingSchema,
    answers: { 200: settingSchema },
    errors: ['not_found', 'name_taken'],
  }),
  removeSetting: route({
    ...manage,
    method: 'DELETE',
    path: '/settings/:id',
    summary: 'Delete a stream setting with its targets.',
    params: byId,
    answers: { 204: null },
    errors: ['not_found', 'setting_live'],
  }),
  activateSetting: route({
    ...manage,
    method: 'PUT',
    path: '/settings/:id/active',
    summary: 'Make a setting the active one, or none. Activating one deactivates the other.',
    params: byId,
    body: activateSchema,
    answers: { 200: settingSchema },
    errors: ['not_found', 'setting_live'],
  }),
  createTarget: route({
    ...manage,
    method: 'POST',
    path: '/settings/:id/targets',
    summary: 'Add a target. Applied at once when live.',
    params: byId,
    body: createTargetSchema,
    answers: { 201: targetSchema },
    errors: ['not_found', 'target_url_invalid', 'target_address_forbidden', 'quota_exceeded', 'rate_limited'],
  }),
  updateTarget: route({
    ...manage,
    method: 'PATCH',
    path: '/targets/:id',
    summary: 'Change a target. Applied at once when live.',
    params: byId,
    body: updateTargetSchema,
    answers: { 200: targetSchema },
    errors: ['not_found', 'target_url_invalid', 'target_address_forbidden', 'rate_limited'],
  }),
  removeTarget: route({
    ...manage,
    method: 'DELETE',
    path: '/targets/:id',
    summary: 'Remove a target. Applied at once when live.',
    params: byId,
    answers: { 204: null },
    errors: ['not_found'],
  }),
};
