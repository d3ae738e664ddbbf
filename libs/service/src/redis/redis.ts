import { createClient } from 'redis';
import type { Logger } from '../log/logger.js';
import { endSilence, PING_INTERVAL_MS } from './silence.js';

/** Longest pause between attempts to reach Redis, in milliseconds: a lease lives only a few seconds. */
const RECONNECT_MAX_MS = 500;
/**
 * A connection on which nothing comes for this long is given up, and with it the commands that wait there, in milliseconds:
 * a Redis that is frozen or cut off answers nothing and closes nothing.
 */
const SILENCE_MAX_MS = 4_000;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * Connects to Redis, waiting as long as it takes and saying so; afterwards the connection heals by itself. While it is
 * away commands fail at once instead of queueing, and after `SILENCE_MAX_MS` at the latest when it just went. The caller
 * ends it with `destroy()`; `close()` waits for what is under way, for ever when Redis is silent.
 */
export async function connectRedis(url: string, log: Logger): Promise<RedisClient> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: SILENCE_MAX_MS,
      socketTimeout: SILENCE_MAX_MS,
      reconnectStrategy: (attempt) => Math.min(50 * (attempt + 1), RECONNECT_MAX_MS),
    },
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
  endSilence(client, SILENCE_MAX_MS);
  await client.connect();
  return client as RedisClient;
}
