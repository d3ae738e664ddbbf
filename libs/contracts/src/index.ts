/** The only shared vocabulary: subjects, messages, HTTP shapes and error codes, as zod schemas. */
export * from './account-security.js';
export * from './bus/auth.js';
export * from './bus/define.js';
export * from './bus/live.js';
export * from './bus/node.js';
export * from './bus/permissions.js';
export * from './bus/settings.js';
export * from './errors.js';
export * from './http/define.js';
export * from './http/routes.js';
export * from './node.js';
export * from './primitives.js';
export * from './session.js';
export * from './setting.js';
export * from './target-problems.js';
export * from './tokens.js';
export * from './user.js';
