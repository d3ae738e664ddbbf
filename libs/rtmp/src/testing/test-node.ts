import { type Server, type Socket } from 'node:net';
import { type CloseReason } from '../errors.js';
import { type MediaMessage } from '../message/types.js';
import { type PublishRequest } from '../server/publish-request.js';
import { ServerSession, type ServerSessionHandlers, type ServerSessionOptions } from '../server/server-session.js';
import { copyMessage } from './recorder.js';
import { listen } from './tcp.js';

/** One session of a test node and what it reported. */
export interface Observed {
  readonly session: ServerSession;
  readonly socket: Socket;
  readonly requests: PublishRequest[];
  readonly media: MediaMessage[];
  readonly closed: CloseReason[];
  unpublished: number;
}

/** Listens and runs a server session on every connection; publishes are accepted unless a test says otherwise. */
export class TestNode {
  readonly sessions: Observed[] = [];
  port = 0;
  private server!: Server;

  static async start(
    options: ServerSessionOptions = {},
    onPublish: (session: ServerSession, request: PublishRequest) => void = (session) => session.accept(),
    overrides: Partial<ServerSessionHandlers> = {},
  ): Promise<TestNode> {
    const node = new TestNode();
    const listening = await listen((socket) => node.serve(socket, options, onPublish, overrides));
    return Object.assign(node, listening);
  }

  get last(): Observed {
    return this.sessions.at(-1)!;
  }

  stop(): void {
    this.server.close();
    this.sessions.forEach(({ socket }) => socket.destroy());
  }

  private serve(
    socket: Socket,
    options: ServerSessionOptions,
    onPublish: (session: ServerSession, request: PublishRequest) => void,
    overrides: Partial<ServerSessionHandlers>,
  ): void {
    const session = new ServerSession(
      socket,
      {
        onPublish: (request) => {
          observed.requests.push(request);
          onPublish(session, request);
        },
        onMedia: (message) => observed.media.push(copyMessage(message)),
        onUnpublish: () => observed.unpublished++,
        onClose: (reason) => observed.closed.push(reason),
        ...overrides,
      },
      options,
    );
    const observed: Observed = { session, socket, requests: [], media: [], closed: [], unpublished: 0 };
    this.sessions.push(observed);
  }
}
