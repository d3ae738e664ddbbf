import { accountRoutes } from './account.js';
import { accountSecurityRoutes } from './account-security.js';
import type { HttpRoute } from './define.js';
import { liveRoutes } from './live.js';
import { operatorRoutes } from './operator.js';
import { settingRoutes } from './settings.js';

/** Every JSON route of the public interface. `GET /events` and the health routes stream or probe and stand beside it. */
export const routes = {
  ...accountRoutes,
  ...accountSecurityRoutes,
  ...settingRoutes,
  ...liveRoutes,
  ...operatorRoutes,
} satisfies Record<string, HttpRoute>;
export type RouteName = keyof typeof routes;
