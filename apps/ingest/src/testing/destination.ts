import { type MediaMessage, ServerSession } from '@mid-station/rtmp';
import { copyMessage, portOf } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A platform: takes every publisher, keeps everything. */
export class Destination {
  readonly messages: MediaMessage[] = [];
  readonly keys: string[] = [];
  /** Publishers that are here. */
  connected = 0;
  goodbyes = 0;
  private readonly sessions = new Set<ServerSession>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Destination> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const destination = new Destination(server, `rtmp://127.0.0.1:${portOf(server)}/live`);
    server.on('connection', (socket) => destination.accept(socket));
    return destination;
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.close();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(socket: ConstructorParameters<typeof ServerSession>[0]): void {
    let isPublishing = false;
    const session: ServerSession = new ServerSession(socket, {
      onPublish: ({ streamName }) => {
        isPublishing = true;
        this.keys.push(streamName);
        this.connected += 1;
        session.accept();
      },
      onMedia: (message) => this.messages.push(copyMessage(message)),
      onUnpublish: () => (this.goodbyes += 1),
      onClose: () => {
        if (this.sessions.delete(session) && isPublishing) this.connected -= 1;
      },
    });
    this.sessions.add(session);
  }
}
