import { AppError, errorCodes, PREVIEW_UNAUTHORIZED, type PreviewClaims } from '@mid-station/contracts';
import { CONFIG, LOGGER, toAppError, type Logger } from '@mid-station/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { request as dial, STATUS_CODES, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { type GatewayConfig } from '../config.js';
import { onWebSocket } from '../http/upgrades.js';
import { PREVIEW_CLOSE_MS, PREVIEW_DIAL_MS, PREVIEWS_AT_ONCE } from '../limits.js';
import { closeFrame } from './close-frame.js';
import { PreviewDesk } from './preview-desk.js';

/** The one path that is a WebSocket. Its query holds a ticket and is never logged. */
const PATH = '/preview';

/** An upgrade of a client: what they asked, their connection, and what they sent on it already. */
interface Upgrade {
  readonly request: IncomingMessage;
  readonly client: Duplex;
  readonly head: Buffer;
}

/**
 * Carries the preview's WebSocket to the edge: the upgrade is repeated there and then bytes are passed on as they are, with
 * back-pressure. Frames are not looked at. The edge checks the ticket too: it finds the session by it.
 */
@Injectable()
export class PreviewProxy implements OnModuleDestroy {
  private readonly clients = new Set<Duplex>();
  private readonly edge: URL | null;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly desk: PreviewDesk,
  ) {
    this.edge = config.MIDSTATION_EDGE_PREVIEW_URL ? new URL(config.MIDSTATION_EDGE_PREVIEW_URL) : null;
  }

  /** Takes over the WebSockets of a server. */
  attach(server: Server): void {
    onWebSocket(server, (request, client, head) => {
      client.on('error', () => client.destroy());
      this.serve({ request, client, head }).catch((error: unknown) => this.refuse(client, toAppError(error)));
    });
  }

  onModuleDestroy(): void {
    for (const client of this.clients) client.destroy();
  }

  private async serve(upgrade: Upgrade): Promise<void> {
    const { request, client } = upgrade;
    const { pathname, searchParams } = addressOf(request);
    if (pathname !== PATH) throw new AppError('not_found', 'There is nothing at this address.');
    if (!this.edge) throw new AppError('unavailable', 'This installation has no preview.');
    if (this.clients.size >= PREVIEWS_AT_ONCE) throw new AppError('unavailable', 'Too many previews are open.');
    this.clients.add(client);
    client.once('close', () => this.clients.delete(client));
    const remote = this.desk.addressOf(request);
    const claims = await this.desk.admit(remote, searchParams.get('ticket'));
    if (!client.destroyed) this.carry(this.ask(this.edge, request, remote), upgrade, claims);
  }

  private ask(edge: URL, { url, headers }: IncomingMessage, remote: string): ClientRequest {
    const to = { host: edge.hostname, port: edge.port || 80, path: url, timeout: PREVIEW_DIAL_MS };
    return dial({ ...to, headers: { ...headers, 'x-forwarded-for': remote } });
  }

  private carry(upstream: ClientRequest, { client, head }: Upgrade, claims: PreviewClaims): void {
    let unwatch = (): void => undefined;
    client.once('close', () => {
      unwatch();
      upstream.destroy();
    });
    upstream.once('upgrade', (response, socket: Duplex, first) => {
      if (client.destroyed) return void socket.destroy();
      answerUpgrade(client, response, first);
      splice(client, socket, head);
      unwatch = this.desk.watch(claims, () => endKindly(client, socket));
    });
    upstream.once('response', (response) => repeat(response, client));
    upstream.once('timeout', () => upstream.destroy(new Error('the edge did not answer in time')));
    upstream.once('error', (error) => {
      if (client.destroyed) return;
      this.log.warn({ why: error.message }, 'preview could not reach the edge');
      answer(client, 502, 'The preview cannot be reached right now. Try again.');
    });
    upstream.end();
  }

  private refuse(client: Duplex, error: AppError): void {
    if (error.code === 'internal') this.log.error({ err: error }, 'preview failed');
    const { retryAfterSeconds } = error.extra;
    const lines = retryAfterSeconds ? [`retry-after: ${retryAfterSeconds}`] : [];
    answer(client, errorCodes[error.code].status, error.detail, lines);
  }
}

function answerUpgrade(client: Duplex, response: IncomingMessage, first: Buffer): void {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
  }
  client.write(`${lines.join('\r\n')}\r\n\r\n`);
  client.write(first);
}

/** From here on the two connections are one: when either ends, both do. */
function splice(client: Duplex, socket: Duplex, head: Buffer): void {
  socket.write(head);
  const done = (): void => {
    client.destroy();
    socket.destroy();
  };
  pipeline(socket, client, done);
  pipeline(client, socket, done);
}

/**
 * Says the word that ends a WebSocket to the node, as the client would: the node repeats it to the client between two of its
 * frames, which nobody here knows. Whoever cannot be told in time is cut off.
 */
function endKindly(client: Duplex, socket: Duplex): void {
  socket.write(closeFrame(PREVIEW_UNAUTHORIZED, 'The sign-in was ended.'));
  setTimeout(() => client.destroy(), PREVIEW_CLOSE_MS).unref();
}

/** Passes the edge's refusal on, with the words it gives. */
function repeat(response: IncomingMessage, client: Duplex): void {
  const type = response.headers['content-type'] ?? 'text/plain';
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`, `content-type: ${type}`];
  client.write(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`);
  pipeline(response, client, () => client.destroy());
}

/** Whoever is refused need not close their side: they would keep a place that way. */
function answer(client: Duplex, status: number, words: string, headers: string[] = []): void {
  const body = `${words}\n`;
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'content-type: text/plain', ...headers];
  const end = ['connection: close', `content-length: ${Buffer.byteLength(body)}`];
  client.end(`${[...head, ...end].join('\r\n')}\r\n\r\n${body}`, () => client.destroy());
}

/** Path and query. What is not an address at all becomes one that is not found. */
function addressOf({ url = '' }: IncomingMessage): URL {
  return new URL(URL.canParse(url, 'http://gateway') ? url : '/invalid', 'http://gateway');
}
