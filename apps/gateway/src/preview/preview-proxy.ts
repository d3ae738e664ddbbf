import { CONFIG, LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { request as dial, type IncomingMessage, type Server } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { type GatewayConfig } from '../config.js';
import { PREVIEW_DIAL_MS, PREVIEWS_AT_ONCE } from '../limits.js';

/** The one path that is a WebSocket. Its query holds a ticket and is never logged. */
const PATH = '/preview';

/**
 * Carries the preview's WebSocket to the edge: the upgrade is repeated there and then bytes are passed on as they are, with
 * back-pressure. Frames are not looked at; the edge checks the ticket.
 */
@Injectable()
export class PreviewProxy implements OnModuleDestroy {
  private readonly clients = new Set<Duplex>();
  private readonly edge: URL | null;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.edge = config.MIDSTATION_EDGE_PREVIEW_URL ? new URL(config.MIDSTATION_EDGE_PREVIEW_URL) : null;
  }

  /** Takes over the upgrades of a server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
      client.on('error', () => client.destroy());
      if (pathOf(request) !== PATH) return refuse(client, 404, 'Not Found');
      if (!this.edge || this.clients.size >= PREVIEWS_AT_ONCE) return refuse(client, 503, 'Service Unavailable');
      this.carry(this.edge, request, client, head);
    });
  }

  onModuleDestroy(): void {
    for (const client of this.clients) client.destroy();
  }

  private carry(edge: URL, request: IncomingMessage, client: Duplex, head: Buffer): void {
    this.clients.add(client);
    const upstream = dial({
      host: edge.hostname,
      port: edge.port || 80,
      path: request.url,
      headers: { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress },
      timeout: PREVIEW_DIAL_MS,
    });
    client.once('close', () => {
      this.clients.delete(client);
      upstream.destroy();
    });
    upstream.once('upgrade', (response, socket: Duplex, first) => splice(client, head, response, socket, first));
    upstream.once('response', (response) => repeat(response, client));
    upstream.once('timeout', () => upstream.destroy(new Error('the edge did not answer in time')));
    upstream.once('error', (error) => {
      if (client.destroyed) return;
      this.log.warn({ why: error.message }, 'preview could not reach the edge');
      refuse(client, 502, 'Bad Gateway');
    });
    upstream.end();
  }
}

/** From here on the two connections are one: when either ends, both do. */
function splice(client: Duplex, head: Buffer, response: IncomingMessage, socket: Duplex, first: Buffer): void {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
  }
  client.write(`${lines.join('\r\n')}\r\n\r\n`);
  client.write(first);
  socket.write(head);
  const done = (): void => {
    client.destroy();
    socket.destroy();
  };
  pipeline(socket, client, done);
  pipeline(client, socket, done);
}

/** Passes the edge's refusal on, with the words it gives. */
function repeat(response: IncomingMessage, client: Duplex): void {
  const type = response.headers['content-type'] ?? 'text/plain';
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`, `content-type: ${type}`];
  client.write(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`);
  pipeline(response, client, () => client.destroy());
}

/** Whoever is refused need not close their side: they would keep a place that way. */
function refuse(client: Duplex, status: number, text: string): void {
  const answer = `HTTP/1.1 ${status} ${text}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  client.end(answer, () => client.destroy());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
