import { endSilence, PING_INTERVAL_MS } from '@mid-station/service/redis';
import { createClient } from 'redis';
import {
  COMMAND_TIMEOUT_MS,
  FENCE_MS,
  POLL_BATCH,
  POLL_INTERVAL_MS,
  RECONNECT_MAX_MS,
  SILENCE_MAX_MS,
} from '../limits.js';
import { type ClaimId, type Route, type RouteInput, routeSchema } from '../route.js';
import { type LeaseAnswer, type RouteListener, type RouteTable, RouteTableUnavailable } from '../route-table.js';
import { Watchers } from '../watchers.js';
import { scripts } from './scripts.js';

/** One channel for all handles: a route changes a few times in its life, and every edge wants to know at once. */
const CHANNEL = 'midstation:routes';
const routeKey = (handle: string): string => `midstation:route:${handle}`;
const fenceKey = (sessionId: string): string => `midstation:fence:${sessionId}`;

export interface RedisRouteTableOptions {
  readonly url: string;
  /** Redis went away, with the reason. Called once per outage. */
  readonly onAway?: (reason: string) => void;
  readonly onBack?: () => void;
}

/** Route leases in Redis. Owns two connections: one for commands, one for change notices. Both heal by themselves. */
export class RedisRouteTable implements RouteTable {
  private readonly watchers = new Watchers();
  private readonly polling: NodeJS.Timeout;
  private isPolling = false;

  private constructor(
    private readonly commands: Connection,
    private readonly notices: Connection,
  ) {
    this.polling = setInterval(() => void this.poll(), POLL_INTERVAL_MS);
  }

  /** Connects, waiting as long as it takes. */
  static async open(options: RedisRouteTableOptions): Promise<RedisRouteTable> {
    const commands = connection(options.url);
    const notices = connection(options.url);
    reportOutages(commands, options);
    notices.on('error', () => undefined); // the command connection tells of the same outage
    const table = new RedisRouteTable(commands, notices);
    await Promise.all([commands.connect(), notices.connect()]);
    await notices.subscribe(CHANNEL, (handle) => table.notice(handle));
    // Whatever was announced while the connection was down is read now.
    notices.on('ready', () => void table.poll());
    return table;
  }

  get isConnected(): boolean {
    return this.commands.isReady;
  }

  async acquire(route: RouteInput): Promise<LeaseAnswer> {
    return (await this.take([routeSchema.parse(route)], 'acquire'))[0]!;
  }

  renew(routes: readonly Route[]): Promise<LeaseAnswer[]> {
    return this.take(routes, 'renew');
  }

  async release({ handle, sessionId, epoch, nodeId }: ClaimId): Promise<boolean> {
    const keys = [routeKey(handle), fenceKey(sessionId)];
    const args = [sessionId, epoch, nodeId, FENCE_MS, CHANNEL, handle].map(String);
    return (await this.run(this.commands.giveUp(keys, args))) === 1;
  }

  async lookup(handle: string): Promise<Route | null> {
    return parse(handle, await this.run(this.commands.get(routeKey(handle))));
  }

  watch(handle: string, listener: RouteListener): () => void {
    const stop = this.watchers.add(handle, listener);
    this.notice(handle);
    return stop;
  }

  async close(): Promise<void> {
    clearInterval(this.polling);
    this.watchers.clear();
    this.notices.destroy();
    this.commands.destroy();
  }

  private async take(routes: readonly Route[], wish: 'acquire' | 'renew'): Promise<LeaseAnswer[]> {
    const keys = routes.flatMap(({ handle, sessionId }) => [routeKey(handle), fenceKey(sessionId)]);
    const each = routes.flatMap((route) => [JSON.stringify(route), `${route.epoch}`, route.nodeId, `${route.leaseMs}`]);
    const answers = await this.run(this.commands.take(keys, [wish, `${FENCE_MS}`, CHANNEL, ...each]));
    return answers.map(leaseAnswer);
  }

  private notice(handle: string): void {
    if (!this.watchers.has(handle)) return;
    this.lookup(handle).then(
      (route) => this.watchers.tell(handle, route),
      () => undefined, // away: the next poll tells
    );
  }

  private async poll(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      const handles = this.watchers.handles();
      for (let from = 0; from < handles.length; from += POLL_BATCH)
        await this.read(handles.slice(from, from + POLL_BATCH));
    } catch (error) {
      if (!(error instanceof RouteTableUnavailable)) throw error;
    } finally {
      this.isPolling = false;
    }
  }

  private async read(handles: string[]): Promise<void> {
    const stored = await this.run(this.commands.mGet(handles.map(routeKey)));
    handles.forEach((handle, at) => this.tell(handle, stored[at] ?? null));
  }

  /** One that cannot be read changes nothing: its holder writes it anew within a second, or it runs out. */
  private tell(handle: string, stored: string | null): void {
    try {
      this.watchers.tell(handle, parse(handle, stored));
    } catch (error) {
      if (!(error instanceof RouteTableUnavailable)) throw error;
    }
  }

  /** Bounds a command in time: a Redis that is frozen or cut off answers nothing and closes nothing. */
  private async run<Reply>(command: Promise<Reply>): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), COMMAND_TIMEOUT_MS);
    });
    try {
      return await Promise.race([command, late]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RouteTableUnavailable(`Redis does not answer: ${why}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What the script says of one lease. */
function leaseAnswer(verdict: number): LeaseAnswer {
  if (verdict === 0) return { granted: true };
  if (verdict < 0) return { granted: false, reason: 'superseded' };
  return { granted: false, reason: 'busy', retryInMs: verdict };
}

type Connection = ReturnType<typeof connection>;

function connection(url: string) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    scripts,
    // The client's own limit ends with the sending of a command; `run` bounds the answer too.
    commandOptions: { timeout: 0 },
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: SILENCE_MAX_MS,
      socketTimeout: SILENCE_MAX_MS,
      reconnectStrategy: (attempt) => Math.min(50 * (attempt + 1), RECONNECT_MAX_MS),
    },
  });
  endSilence(client, SILENCE_MAX_MS);
  return client;
}

function reportOutages(client: Connection, { onAway, onBack }: RedisRouteTableOptions): void {
  let isAway = false;
  client.on('error', (error: Error) => {
    if (!isAway) onAway?.(error.message || error.name);
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) onBack?.();
    isAway = false;
  });
}

/** @throws RouteTableUnavailable for what is no route: of another version, or damaged. */
function parse(handle: string, stored: string | null): Route | null {
  if (stored === null) return null;
  try {
    return routeSchema.parse(JSON.parse(stored));
  } catch (error) {
    throw new RouteTableUnavailable(`The route of ${handle} cannot be read.`, { cause: error });
  }
}
