import { inboxOf } from '@mid-station/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '../log/logger.js';

/** Pause between attempts to reach NATS, in milliseconds: short, because everything waits for it. */
const RECONNECT_WAIT_MS = 250;
/** Time between pings, in milliseconds: the third one after two without an answer says that nobody is there. */
const PING_INTERVAL_MS = 5_000;
/** Pings that may be without an answer. A NATS whose machine vanished closes nothing. */
const PINGS_WITHOUT_ANSWER_MAX = 2;
/** How often "still waiting" is said, in attempts: once in about five seconds. */
const LOG_EVERY = 20;

/**
 * Connects to NATS, waiting as long as it takes and saying so; afterwards the connection heals by itself, for ever. User and
 * password are those of the URL.
 */
export async function connectNats(url: string, name: string, log: Logger): Promise<NatsConnection> {
  const { servers, user, pass } = credentials(url);
  for (let attempt = 0; ; attempt++) {
    try {
      return await connect({
        servers,
        user,
        pass,
        name,
        inboxPrefix: inboxOf(user ?? name),
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_WAIT_MS,
        pingInterval: PING_INTERVAL_MS,
        maxPingOut: PINGS_WITHOUT_ANSWER_MAX,
        ignoreAuthErrorAbort: true,
        // The client would take a stack trace with each question, in case it fails.
        noAsyncTraces: true,
        timeout: 2_000,
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (attempt % LOG_EVERY === 0) log.warn({ why }, 'waiting for NATS');
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_WAIT_MS));
    }
  }
}

function credentials(url: string): { servers: string; user?: string; pass?: string } {
  const parsed = new URL(url);
  const servers = parsed.host;
  if (!parsed.username) return { servers };
  return { servers, user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) };
}
