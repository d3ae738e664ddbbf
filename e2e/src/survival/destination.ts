import { inspectAudio, inspectVideo, type MediaMessage, MessageType, ServerSession } from '@mid-station/rtmp';
import { copyMessage, listen } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { type Server, type Socket } from 'node:net';

/** One message that reached a destination. */
export interface Packet extends MediaMessage {
  /** When it arrived, in milliseconds of this process's monotonic clock. */
  readonly at: number;
}

/** One publisher's connection, with everything that it sent. */
export interface Publication {
  readonly key: string;
  readonly packets: Packet[];
  /** When the connection ended; null while it lasts. */
  endedAt: number | null;
}

/**
 * A platform that keeps what it gets and when. It lets every publisher in, also a second one of the same key, so that two
 * at once would be seen, unless a key is exclusive.
 */
export class Destination {
  private all: Publication[] = [];
  private readonly newest = new Map<string, number>();
  private readonly sessions = new Set<ServerSession>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Destination> {
    const { server, port } = await listen((socket) => destination.accept(socket));
    const destination = new Destination(server, `rtmp://127.0.0.1:${port}/live`);
    return destination;
  }

  /** Whether a key takes one publisher at a time, as everything does at nginx-rtmp. */
  isExclusive: (key: string) => boolean = () => false;

  /** Connections of one key that brought media, in order of their first packet. */
  publications(key: string): Publication[] {
    const begun = this.all.filter((publication) => publication.key === key && publication.packets.length > 0);
    return begun.sort((one, other) => one.packets[0]!.at - other.packets[0]!.at);
  }

  /** Everything that came for one key since a moment, in order of arrival. */
  packets(key: string, from = -Infinity): Packet[] {
    const packets = this.publications(key).flatMap((publication) => publication.packets.filter(({ at }) => at >= from));
    return packets.sort((one, other) => one.at - other.at);
  }

  /** When the newest picture of one key arrived; -Infinity before the first. */
  newestPictureAt(key: string): number {
    return this.newest.get(key) ?? -Infinity;
  }

  /** Pictures of one key, without headers, in order of arrival. */
  pictures(key: string): Packet[] {
    return this.packets(key).filter(isPicture);
  }

  /** Everything that came for one key, and what still comes on its connections. */
  forget(key: string): void {
    this.all = this.all.filter((publication) => publication.key !== key);
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.close();
    this.server.close();
    await once(this.server, 'close');
  }

  private isPublished(key: string): boolean {
    return this.all.some((publication) => publication.key === key && publication.endedAt === null);
  }

  private accept(socket: Socket): void {
    const publication: Publication = { key: '', packets: [], endedAt: null };
    const session: ServerSession = new ServerSession(socket, {
      onPublish: ({ streamName }) => {
        if (this.isExclusive(streamName) && this.isPublished(streamName)) {
          return session.reject('NetStream.Publish.BadName', 'Already publishing');
        }
        this.all.push(Object.assign(publication, { key: streamName }));
        session.accept();
      },
      onMedia: (message) => {
        const at = performance.now();
        publication.packets.push({ ...copyMessage(message), at });
        if (isPicture(message)) this.newest.set(publication.key, at);
      },
      onClose: () => {
        publication.endedAt = performance.now();
        this.sessions.delete(session);
      },
    });
    this.sessions.add(session);
  }
}

export function isPicture({ type, payload }: MediaMessage): boolean {
  return type === MessageType.Video && !inspectVideo(payload).isSequenceHeader;
}

export function isSound({ type, payload }: MediaMessage): boolean {
  return type === MessageType.Audio && !inspectAudio(payload).isSequenceHeader;
}

export function isKeyframe(packet: MediaMessage): boolean {
  return isPicture(packet) && inspectVideo(packet.payload).isKeyframe;
}
