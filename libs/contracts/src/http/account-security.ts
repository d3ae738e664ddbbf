import { z } from 'zod';
import {
  auditEventSchema,
  confirmSecondFactorSchema,
  proveSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  secondFactorSetupSchema,
  signInSchema,
} from '../account-security.js';
import { idSchema } from '../primitives.js';
import { route } from './define.js';

const person = { access: 'user', scope: null } as const;

export const accountSecurityRoutes = {
  listSignIns: route({
    ...person,
    method: 'GET',
    path: '/me/sign-ins',
    summary: 'Devices that are signed in.',
    answers: { 200: z.array(signInSchema) },
    errors: [],
  }),
  endSignIn: route({
    ...person,
    method: 'DELETE',
    path: '/me/sign-ins/:id',
    summary: 'Sign one device out.',
    params: z.object({ id: idSchema }),
    answers: { 204: null },
    errors: ['not_found'],
  }),
  endAllSignIns: route({
    ...person,
    method: 'DELETE',
    path: '/me/sign-ins',
    summary: 'Sign out everywhere, here too.',
    answers: { 204: null },
    errors: [],
  }),
  secondFactor: route({
    ...person,
    method: 'GET',
    path: '/me/second-factor',
    summary: 'Whether signing in asks for a code, and how many recovery codes are left.',
    answers: { 200: secondFactorSchema },
    errors: [],
  }),
  beginSecondFactor: route({
    ...person,
    method: 'POST',
    path: '/me/second-factor',
    summary: 'Begin setting up an authenticator app. Nothing changes until it is confirmed with a code.',
    body: proveSchema,
    answers: { 200: secondFactorSetupSchema },
    errors: ['wrong_credentials', 'rate_limited'],
  }),
  confirmSecondFactor: route({
    ...person,
    method: 'PUT',
    path: '/me/second-factor',
    summary: 'Confirm the app with a code. From now on signing in asks for one; other devices are signed out.',
    body: confirmSecondFactorSchema,
    answers: { 200: recoveryCodesSchema },
    errors: ['wrong_credentials', 'rate_limited'],
  }),
  disableSecondFactor: route({
    ...person,
    method: 'POST',
    path: '/me/second-factor/disable',
    summary: 'Signing in asks for no code any more.',
    body: proveSchema,
    answers: { 204: null },
    errors: ['wrong_credentials', 'rate_limited'],
  }),
  audit: route({
    ...person,
    method: 'GET',
    path: '/me/audit',
    summary: 'What was done with this account, newest first: when, from where.',
    answers: { 200: z.array(auditEventSchema) },
    errors: [],
  }),
};
