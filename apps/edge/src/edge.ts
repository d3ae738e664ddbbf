import { AppError, liveBus } from '@mid-station/contracts';
import { type Route, type RouteTable } from '@mid-station/route-table';
import { encodeProxyHeader } from '@mid-station/rtmp';
import { type Bus, type Credentials } from '@mid-station/service';
import { type Socket } from 'node:net';
import { Doorbook } from './admission/admission.js';
import { type EdgeSettings } from './config.js';
import { Certificate } from './door/certificate.js';
import { Gate, type Visit } from './door/gate.js';
import { RtmpDoor } from './door/rtmp-door.js';
import { type EdgeEvents } from './events.js';
import { NodeLink } from './publication/node-link.js';
import { type PublicationPorts } from './publication/publication.js';
import { Publications } from './publication/publications.js';
import { type Reception, Visitor } from './visitor.js';

/** The public RTMP and RTMPS ports and everybody who came in by them. */
export class Edge {
  private readonly gate: Gate;
  private readonly publications = new Publications();
  private readonly visitors = new Set<Visitor>();
  private readonly certificate: Certificate | null;
  private readonly doors: RtmpDoor[] = [];
  private readonly doorbook: Doorbook;

  constructor(
    private readonly config: EdgeSettings,
    private readonly routes: RouteTable,
    private readonly bus: Pick<Bus, 'request' | 'publish'>,
    private readonly events: EdgeEvents,
  ) {
    this.gate = new Gate(config.MIDSTATION_RATE_LIMIT_FACTOR);
    this.doorbook = new Doorbook(routes, bus);
    this.certificate = this.openCertificate();
    events.watch('open_connections', 'Open public connections', () => this.gate.connectionCount);
    events.watch('strangers', 'Connections not admitted yet', () => this.gate.strangerCount);
    events.watch('publications', 'Encoders publishing now', () => this.publications.size);
  }

  /** Opens the public ports. Resolves with the ports in use: RTMP, and RTMPS when there is a certificate. */
  async listen(): Promise<{ rtmp: number; rtmps: number | null }> {
    const { MIDSTATION_EDGE_HOST: host, MIDSTATION_RTMP_PORT: port, MIDSTATION_RTMPS_PORT: tlsPort } = this.config;
    const rtmp = await this.open({ host, port });
    if (!this.certificate) return { rtmp, rtmps: null };
    return { rtmp, rtmps: await this.open({ host, port: tlsPort, certificate: this.certificate }) };
  }

  /** Lets nobody in any more and ends every connection; encoders reconnect to another edge. */
  close(): void {
    for (const door of this.doors) door.close();
    this.certificate?.close();
    this.publications.endAll();
    for (const visitor of this.visitors) visitor.close();
  }

  private async open(options: { host: string; port: number; certificate?: Certificate }): Promise<number> {
    const door = new RtmpDoor(options, this.gate, this.events, (socket, visit) => this.receive(socket, visit));
    await door.listen();
    this.doors.push(door);
    return door.port;
  }

  private openCertificate(): Certificate | null {
    const { MIDSTATION_TLS_CERT: cert, MIDSTATION_TLS_KEY: key } = this.config;
    if (!cert || !key) return null;
    return new Certificate(
      { cert, key },
      {
        onReload: () => this.events.certificateReloaded(),
        onError: (error) => this.events.certificateRejected(error),
      },
    );
  }

  private receive(socket: Socket, visit: Visit): void {
    const { doorbook, publications, events } = this;
    const portsFor: Reception['portsFor'] = (credentials) => this.portsFor(credentials, socket);
    const visitor = new Visitor(socket, visit, { doorbook, publications, events, portsFor });
    this.visitors.add(visitor);
    socket.once('close', () => this.visitors.delete(visitor));
  }

  private portsFor(credentials: Credentials, socket: Socket): PublicationPorts {
    const preamble = proxyHeader(socket);
    return {
      routes: this.routes,
      dial: (route, replay, signal) => NodeLink.dial(route, { preamble, replay, signal }),
      suspect: (route) => this.suspect(route),
      knock: (sessionId) => this.knock({ ...credentials, sessionId }),
    };
  }

  private suspect({ nodeId, sessionId, epoch }: Route): void {
    this.bus.publish(liveBus.nodeSuspected, { nodeId, sessionId, epoch }, { nodeId });
  }

  /** Null when the bus is away: then nobody knows better than the encoder that is still here. */
  private async knock(question: Credentials & { sessionId: string }): Promise<'hold' | 'refuse' | null> {
    try {
      return (await this.bus.request(liveBus.knock, question)).decision;
    } catch (error) {
      if (!(error instanceof AppError)) this.events.failed(error, 'knock failed');
      return null;
    }
  }
}

function proxyHeader({ remoteAddress, remotePort, localAddress, localPort }: Socket): Buffer {
  return encodeProxyHeader({
    sourceAddress: remoteAddress ?? '0.0.0.0',
    sourcePort: remotePort ?? 0,
    destinationAddress: localAddress ?? '0.0.0.0',
    destinationPort: localPort ?? 0,
  });
}
