import type { Pool, PoolClient } from 'pg';

/**
 * Ends connections that are in use for longer than `ms`, and with them the query that waits there. A database whose machine
 * vanished answers nothing and closes nothing, and the system tries to reach it for a quarter of an hour: until then every
 * connection of the pool would wait.
 */
export function endStuckConnections(pool: Pool, ms: number): void {
  const limits = new WeakMap<PoolClient, NodeJS.Timeout>();
  pool.on('acquire', (client) => limits.set(client, setTimeout(() => void client.end(), ms).unref()));
  pool.on('release', (_, client) => clearTimeout(limits.get(client)));
}
