import { PREVIEW_PATH } from '@mid-station/contracts';
import { type Route } from '@mid-station/route-table';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { type EdgeEvents } from '../events.js';
import { PREVIEW_DIAL_TIMEOUT_MS, PREVIEW_HEAD_BYTES_MAX, PREVIEW_HEAD_TIMEOUT_MS, PREVIEWS_MAX } from '../limits.js';
import { type PreviewDesk } from './preview-desk.js';
import { PreviewRefused } from './preview-refused.js';

/** The one path here. Its query holds a ticket and is never logged. */
const PATH = '/preview';

/**
 * The preview port: takes WebSocket upgrades with a ticket, repeats them as they came at the preview port of the
 * session's node, and from then on passes bytes on. The node answers the upgrade and speaks WebSocket.
 */
export class PreviewDoor {
  private readonly server: Server;
  private readonly open = new Set<Duplex>();

  constructor(
    private readonly desk: PreviewDesk,
    private readonly events: EdgeEvents,
  ) {
    const limits = { maxHeaderSize: PREVIEW_HEAD_BYTES_MAX, headersTimeout: PREVIEW_HEAD_TIMEOUT_MS };
    this.server = createServer({ ...limits, requestTimeout: PREVIEW_HEAD_TIMEOUT_MS });
    this.server.on('request', (request, response) => this.explain(request, response));
    this.server.on('upgrade', (request, client, head) => this.upgrade(request, client, head));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Previews open now. */
  get size(): number {
    return this.open.size;
  }

  async listen(host: string, port: number): Promise<void> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.server.on('error', (error) => this.events.failed(error, 'preview not accepted'));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    for (const client of this.open) client.destroy();
  }

  private explain(request: IncomingMessage, response: ServerResponse): void {
    const isPreview = addressOf(request).pathname === PATH;
    const refusal = isPreview
      ? new PreviewRefused(426, 'The preview is a WebSocket.')
      : new PreviewRefused(404, 'There is nothing here.');
    response.writeHead(refusal.status, { 'content-type': 'text/plain', connection: 'close' });
    response.end(`${refusal.message}\n`);
  }

  private upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    this.serve(request, client, head).then(
      () => this.events.previewed('started'),
      (error: unknown) => this.refuse(client, error),
    );
  }

  private async serve(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const { pathname, searchParams } = addressOf(request);
    if (pathname !== PATH) throw new PreviewRefused(404, 'There is nothing here.');
    if (this.open.size >= PREVIEWS_MAX) throw new PreviewRefused(503, 'Too many previews are open. Try again later.');
    this.open.add(client);
    client.once('close', () => this.open.delete(client));
    const route = await this.desk.admit(searchParams.get('ticket'));
    const node = await dial(route);
    if (client.destroyed) return void node.destroy();
    node.write(requestHead(request, route));
    node.write(head);
    splice(client, node);
  }

  private refuse(client: Duplex, error: unknown): void {
    const isExpected = error instanceof PreviewRefused;
    if (!isExpected) this.events.failed(error, 'preview failed');
    const { status, message } = isExpected ? error : { status: 500, message: 'Something went wrong on our side.' };
    this.events.previewed(String(status));
    const body = `${message}\n`;
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'content-type: text/plain', 'connection: close'];
    const answer = `${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    client.end(answer, () => client.destroy()); // whoever stays would keep its place for good
  }
}

/** Path and query. What is not an address at all becomes one that is not found. */
function addressOf({ url = '' }: IncomingMessage): URL {
  return new URL(URL.canParse(url, 'http://edge') ? url : '/invalid', 'http://edge');
}

/** Connects to the preview port of the route's node. Rejects with PreviewRefused. */
async function dial({ host, previewPort }: Route): Promise<Socket> {
  const socket = connect({ host, port: previewPort, noDelay: true });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PREVIEW_DIAL_TIMEOUT_MS) });
    return socket;
  } catch {
    socket.destroy();
    throw new PreviewRefused(502, 'The preview cannot be reached right now. Try again.');
  }
}

/** The request for the route's session, headers as they came. The ticket goes no further than this edge. */
function requestHead({ rawHeaders }: IncomingMessage, { sessionId }: Route): string {
  const lines = [`GET ${PREVIEW_PATH}${sessionId} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** From here on the two connections are one: when either ends, both do. */
function splice(client: Duplex, node: Socket): void {
  const end = (): void => {
    client.destroy();
    node.destroy();
  };
  pipeline(client, node, end);
  pipeline(node, client, end);
}
