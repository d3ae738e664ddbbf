import { type Route } from '@mid-station/route-table';
import { randomUUID } from 'node:crypto';
import { hashOf } from './hash.js';

/** A route with everything filled in. */
export function routeTo({ key, ...changes }: Partial<Route> & { handle: string; key: string }): Route {
  return {
    sessionId: randomUUID(),
    userId: randomUUID(),
    epoch: 1,
    nodeId: 'node-a',
    host: '127.0.0.1',
    port: 1,
    previewPort: 1,
    keys: [{ hash: hashOf(key), expiresAt: null }],
    leaseMs: 60_000,
    ...changes,
  };
}
