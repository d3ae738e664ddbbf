import { type PublishRefusal, type PublishRequest, Doorman, type CloseReason } from '@mid-station/rtmp';
import { type Route } from '@mid-station/route-table';
import { type Credentials } from '@mid-station/service';
import { type Socket } from 'node:net';
import { type Doorbook, type Refusal } from './admission/admission.js';
import { readCredentials } from './admission/credentials.js';
import { type Visit } from './door/gate.js';
import { type EdgeEvents } from './events.js';
import { type EndCause, Publication, type PublicationPorts } from './publication/publication.js';
import { type Publications } from './publication/publications.js';

/** What receives a visitor. */
export interface Reception {
  readonly doorbook: Doorbook;
  readonly publications: Publications;
  readonly events: EdgeEvents;
  portsFor(credentials: Credentials): PublicationPorts;
}

const REFUSED: PublishRefusal = 'NetStream.Publish.Rejected';

/** One public connection, from its first byte until it is refused or handed over to a publication. */
export class Visitor {
  private readonly gone = new AbortController();
  private readonly doorman: Doorman;
  private readonly remote: string;

  constructor(
    private readonly socket: Socket,
    private readonly visit: Visit,
    private readonly reception: Reception,
  ) {
    this.remote = socket.remoteAddress ?? 'unknown';
    this.doorman = new Doorman(socket, {
      onPublish: (request) => void this.onPublish(request),
      onClose: (reason) => this.onClose(reason),
    });
  }

  /** Ends the connection unless a publication has taken it over. */
  close(): void {
    if (!this.gone.signal.aborted) this.doorman.close();
  }

  private async onPublish(request: PublishRequest): Promise<void> {
    const { doorbook, events } = this.reception;
    const since = performance.now();
    const credentials = readCredentials(request);
    try {
      const admission = await doorbook.admit(credentials, this.gone.signal, this.remote);
      if (this.gone.signal.aborted) return;
      if ('refusal' in admission) return this.refuse(admission.refusal, credentials);
      this.visit.admitted();
      this.publish(credentials!, admission.route, since);
    } catch (error) {
      events.failed(error, 'publish request failed');
      this.doorman.close();
    }
  }

  private refuse({ kind, description }: Refusal, credentials: Credentials | null): void {
    this.reception.events.refused(kind, credentials?.handle ?? null, this.remote);
    if (kind === 'stranger' && this.visit.refused()) this.reception.events.blocked(this.remote);
    this.doorman.reject(REFUSED, description);
  }

  private publish(credentials: Credentials, route: Route, since: number): void {
    const { publications, events } = this.reception;
    const { handle } = credentials;
    const handlers = {
      onStarted: (started: Route) => {
        events.started(started, this.remote, performance.now() - since);
        publications.started(handle, publication);
      },
      onAdrift: (lost: Route) => events.adrift(lost),
      onMoved: (moved: Route, gapMs: number) => events.moved(moved, gapMs),
      onEnd: (cause: EndCause, error?: unknown) => {
        events.ended(handle, cause, error);
        publications.ended(handle, publication);
      },
    };
    const ports = this.reception.portsFor(credentials);
    const publication = new Publication(this.socket, this.doorman, ports, handlers, route);
    this.gone.signal.addEventListener('abort', () => publication.end('encoder_left'));
  }

  private onClose(reason: CloseReason): void {
    this.reception.events.strangerClosed(reason, this.remote);
    this.gone.abort();
  }
}
