import { createClient } from 'redis';
import type { Logger } from '../log/logger.js';

/** Longest pause between attempts to reach Redis, in milliseconds: a lease lives only a few seconds. */
const RECONNECT_MAX_MS = 500;
/** A command that gets no answer within this time fails, in milliseconds. */
const SOCKET_TIMEOUT_MS = 2_000;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * Connects to Redis, waiting as long as it takes and saying so; afterwards the connection heals by itself. While it is
 * away commands fail at once instead of queueing. The caller closes it with `close()`.
 */
export async function connectRedis(url: string, log: Logger): Promise<RedisClient> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: SOCKET_TIMEOUT_MS },
    socket: { reconnectStrategy: (attempt) => Math.min(50 * (attempt + 1), RECONNECT_MAX_MS), connectTimeout: 2_000 },
  });
  let away = false;
  client.on('error', (error: Error) => {
    if (!away) log.warn({ why: error.message || error.name }, 'Redis is away, waiting for it');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  await client.connect();
  return client as RedisClient;
}
