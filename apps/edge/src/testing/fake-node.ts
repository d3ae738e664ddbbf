import { type Route } from '@mid-station/route-table';
import { type CloseReason, type MediaMessage, type PublishRequest, ServerSession } from '@mid-station/rtmp';
import { copyMessage, portOf } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { routeTo } from './route-to.js';

/** One publication as the node saw it. */
export interface Received {
  readonly session: ServerSession;
  readonly socket: Socket;
  readonly media: MediaMessage[];
  request?: PublishRequest;
  closed?: CloseReason;
}

/** The node's side of a claim, without a relay: an engine session for each connection, everything kept. */
export class FakeNode {
  readonly received: Received[] = [];
  /** What to do with a publish request; accept it unless told otherwise. */
  onPublish: (session: ServerSession) => void = (session) => session.accept();

  private constructor(
    readonly id: string,
    readonly port: number,
    private readonly server: Server,
  ) {}

  /** Listens on a free port, or on the given one. */
  static async start(id: string, wanted = 0): Promise<FakeNode> {
    const server = createServer((socket) => node.receive(socket)).listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    const node = new FakeNode(id, portOf(server), server);
    return node;
  }

  /** A route that points here. */
  route(handle: string, key: string, changes: Partial<Route> = {}): Route {
    const { id: nodeId, port } = this;
    return routeTo({ handle, key, nodeId, port, previewPort: port, ...changes });
  }

  /** As a killed process: nobody listens, every connection is gone. */
  kill(): void {
    this.server.close();
    for (const { socket } of this.received) socket.destroy();
  }

  private receive(socket: Socket): void {
    const media: MediaMessage[] = [];
    const session = new ServerSession(
      socket,
      {
        onPublish: (request) => {
          received.request = request;
          this.onPublish(session);
        },
        onMedia: (message) => media.push(copyMessage(message)),
        onClose: (reason) => (received.closed = reason),
      },
      { expectProxyHeader: true },
    );
    const received: Received = { session, socket, media };
    this.received.push(received);
  }
}
