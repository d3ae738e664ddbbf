import { AppError, idSchema, PREVIEW_PATH, toProblem } from '@mid-station/contracts';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { type HostedSession } from '../claim/hosted-session.js';
import { PREVIEW_MESSAGE_BYTES_MAX, PREVIEWS_PER_SESSION } from '../limits.js';
import { type Viewer, watch } from './viewer.js';

/** Finds a session that this node hosts; null when it does not. */
export type FindSession = (sessionId: string) => HostedSession | null;

/**
 * Live pictures as FLV over WebSocket, for edges: they have verified the viewer's ticket, and this port is inside the
 * installation's network. One port for all sessions of the node.
 */
export class PreviewServer {
  private readonly viewers = new Map<string, Set<Viewer>>();
  private readonly sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: PREVIEW_MESSAGE_BYTES_MAX,
  });
  /** Set once there are sessions to show. */
  find: FindSession = () => null;

  /** A connection that the system could not accept. Set with `find`. */
  onError: (error: Error) => void = () => undefined;

  private constructor(private readonly server: Server) {
    server.on('error', (error) => this.onError(error));
    server.on('request', (_, response) => response.writeHead(426).end());
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  static async listen(host: string, port: number): Promise<PreviewServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    return new PreviewServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const viewers of this.viewers.values()) for (const viewer of viewers) viewer.close();
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const session = this.sessionOf(request.url ?? '');
    if (!session) return refuse(socket, new AppError('not_found', 'This session is not here.'));
    const viewers = this.viewersOf(session.sessionId);
    if (viewers.size >= PREVIEWS_PER_SESSION) return refuse(socket, tooManyViewers());
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.show(session, webSocket, viewers));
  }

  private show(session: HostedSession, webSocket: WebSocket, viewers: Set<Viewer>): void {
    const viewer = watch(session, webSocket, () => {
      viewers.delete(viewer);
      if (viewers.size === 0) this.viewers.delete(session.sessionId);
    });
    viewers.add(viewer);
    this.viewers.set(session.sessionId, viewers);
  }

  private viewersOf(sessionId: string): Set<Viewer> {
    return this.viewers.get(sessionId) ?? new Set();
  }

  private sessionOf(url: string): HostedSession | null {
    const [path = ''] = url.split('?');
    if (!path.startsWith(PREVIEW_PATH)) return null;
    const sessionId = idSchema.safeParse(path.slice(PREVIEW_PATH.length));
    return sessionId.success ? this.find(sessionId.data) : null;
  }
}

function tooManyViewers(): AppError {
  const limit = `A stream shows at most ${PREVIEWS_PER_SESSION} previews at once.`;
  return new AppError('quota_exceeded', `${limit} Close one first.`);
}

/** Answers with a problem document (RFC 9457) instead of a WebSocket. */
function refuse(socket: Duplex, error: AppError): void {
  socket.on('error', () => undefined); // it is being ended anyway
  const problem = toProblem(error, randomUUID());
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
