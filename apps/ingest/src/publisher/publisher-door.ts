import { type IngestKey, STRANGER_DESCRIPTION } from '@mid-station/contracts';
import { type PublisherFeed, type PublisherRemote } from '@mid-station/relay';
import {
  type CloseReason,
  ingestHandle,
  ingestKey,
  LEADS_BACK_DESCRIPTION,
  leadsBack,
  markOf,
  type PublishRequest,
  ServerSession,
  viaOf,
} from '@mid-station/rtmp';
import { credentialsOf, mayPublish } from '@mid-station/service';
import { type Socket } from 'node:net';
import { TOO_MUCH_DESCRIPTION } from './bitrate-limit.js';

/** What another server that relays to here is told. */
const IN_USE_DESCRIPTION = 'An encoder is already streaming here, and a relayed stream does not take its place.';

/** What the door needs of the session behind it. */
export interface DoorOwner {
  readonly sessionId: string;
  readonly handle: string;
  readonly keys: readonly IngestKey[];
  /** What the session's encoders sent lately is more than one may send. */
  readonly isOverBitrate: boolean;
  /** The encoder is in: its media go to this feed. A predecessor's feed is replaced. */
  attach(remote: PublisherRemote): PublisherFeed;
  /** The encoder whose feed is the present one has gone. */
  left(): void;
  refused(remote: string | undefined): void;
  closed(reason: CloseReason): void;
}

/**
 * The door of one claimed session: speaks RTMP with each connection, lets in who has the key, and the newest of them
 * takes over. The edge has checked the key before; it is checked again, because the port is a port.
 */
export class PublisherDoor {
  private readonly sessions = new Set<ServerSession>();
  private present: { session: ServerSession; feed: PublisherFeed } | null = null;

  constructor(private readonly owner: DoorOwner) {}

  get isOccupied(): boolean {
    return this.present !== null;
  }

  enter(socket: Socket): void {
    const session: ServerSession = new ServerSession(
      socket,
      {
        onPublish: (request) => this.admit(session, request),
        onMedia: (message) => {
          if (this.present?.session === session) this.present.feed.write(message);
        },
        onCaughtUp: () => {
          if (this.present?.session === session) this.present.feed.forward();
        },
        onUnpublish: () => this.leave(session),
        onClose: (reason) => this.close(session, reason),
      },
      { expectProxyHeader: true },
    );
    this.sessions.add(session);
  }

  /** Tells the encoder that is in that it sends too much, and ends its connection. */
  refuseBitrate(): void {
    this.present?.session.reject('NetStream.Publish.Rejected', TOO_MUCH_DESCRIPTION);
  }

  /** Ends every connection. */
  closeAll(): void {
    for (const session of this.sessions) session.close();
  }

  private admit(session: ServerSession, request: PublishRequest): void {
    if (!this.isKnown(request)) {
      this.owner.refused(session.remoteAddress);
      return session.reject('NetStream.Publish.Rejected', STRANGER_DESCRIPTION);
    }
    const refusal = this.refusalOf(request);
    if (refusal) return session.reject('NetStream.Publish.Rejected', refusal);
    const feed = this.owner.attach({ remote: session.remoteAddress ?? '', encoder: request.encoder });
    feed.onReplaced = () => session.close();
    this.present = { session, feed };
    session.accept();
  }

  /** What who has the key is told all the same. */
  private refusalOf({ encoder }: PublishRequest): string | null {
    const via = viaOf(encoder);
    if (leadsBack(via, markOf(this.owner.sessionId))) return LEADS_BACK_DESCRIPTION;
    // Targets are told what way a stream has come when they are connected: it may not become another under them.
    if (via.length > 0 && this.present && via.join() !== this.present.feed.via.join()) return IN_USE_DESCRIPTION;
    return this.owner.isOverBitrate ? TOO_MUCH_DESCRIPTION : null;
  }

  private isKnown(request: PublishRequest): boolean {
    const credentials = credentialsOf(ingestHandle(request.app), ingestKey(request));
    return credentials?.handle === this.owner.handle && mayPublish(credentials.keyHash, this.owner.keys);
  }

  private leave(session: ServerSession): void {
    if (this.present?.session !== session) return;
    const { feed } = this.present;
    this.present = null;
    // The claim learns first: what the relay makes up from now on needs a lease that was verified after this.
    this.owner.left();
    feed.end();
  }

  private close(session: ServerSession, reason: CloseReason): void {
    this.sessions.delete(session);
    this.leave(session);
    this.owner.closed(reason);
  }
}
