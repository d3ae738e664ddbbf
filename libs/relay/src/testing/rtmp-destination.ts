import { once } from 'node:events';
import { type Server, type Socket } from 'node:net';
import {
  type MediaMessage,
  type PublishRefusal,
  ServerSession,
  type ServerSessionHandlers,
  type TargetErrorCode,
} from '@mid-station/rtmp';
import { copyMessage, listen } from '@mid-station/rtmp/testing';
import { rtmpDialer, type TargetAddress, type TargetDialer } from '../target/target-connection.js';
import { type TestDestination } from './destination.js';

const REFUSALS: Partial<Record<TargetErrorCode, PublishRefusal>> = {
  key_refused: 'NetStream.Publish.Denied',
  rejected: 'NetStream.Publish.Rejected',
};

/** A destination behind a real socket, spoken to by the real publisher client. */
export class RtmpDestination implements TestDestination {
  readonly dial: TargetDialer = rtmpDialer();
  messages: MediaMessage[] = [];
  /** When each message arrived. */
  readonly arrivals: number[] = [];
  connections = 0;
  goodbyes = 0;
  private refusal: PublishRefusal | null = null;
  private isReading = true;
  private readonly sessions = new Map<ServerSession, Socket>();

  private constructor(
    private readonly server: Server,
    readonly address: TargetAddress,
  ) {}

  static async start(): Promise<RtmpDestination> {
    const { server, port } = await listen((socket) => destination.accept(socket));
    const destination = new RtmpDestination(server, { url: `rtmp://127.0.0.1:${port}/live`, key: 'stream' });
    return destination;
  }

  refuse(code: TargetErrorCode | null): void {
    this.refusal = code && (REFUSALS[code] ?? 'NetStream.Publish.Rejected');
  }

  stopReading(): void {
    this.isReading = false;
    for (const socket of this.sessions.values()) socket.pause();
  }

  startReading(): void {
    this.isReading = true;
    for (const socket of this.sessions.values()) socket.resume();
  }

  hangUp(): void {
    for (const session of this.sessions.keys()) session.close();
  }

  async close(): Promise<void> {
    this.hangUp();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(socket: Socket): void {
    const handlers: ServerSessionHandlers = {
      onPublish: () => {
        if (this.refusal) return session.reject(this.refusal, 'refused');
        this.connections += 1;
        session.accept();
        if (!this.isReading) socket.pause();
      },
      onMedia: (message) => {
        this.messages.push(copyMessage(message));
        this.arrivals.push(performance.now());
      },
      onUnpublish: () => (this.goodbyes += 1),
      onClose: () => this.sessions.delete(session),
    };
    // What it does not read cannot tell whether the publisher is there.
    const session = new ServerSession(socket, handlers, { timeouts: { idleMs: 600_000 } });
    this.sessions.set(session, socket);
  }
}
