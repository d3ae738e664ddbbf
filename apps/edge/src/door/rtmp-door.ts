import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type EdgeEvents } from '../events.js';
import { CONNECTIONS_MAX, KEEP_ALIVE_MS, TLS_HANDSHAKE_TIMEOUT_MS } from '../limits.js';
import { type Certificate } from './certificate.js';
import { type Gate, type Visit } from './gate.js';

export interface DoorOptions {
  readonly host: string;
  readonly port: number;
  /** With one, the port speaks TLS. */
  readonly certificate?: Certificate;
}

/** A public port. Counts each connection at the gate before it costs anything; owns sockets until they are received. */
export class RtmpDoor {
  private readonly server: Server;

  constructor(
    private readonly options: DoorOptions,
    private readonly gate: Gate,
    private readonly events: EdgeEvents,
    private readonly receive: (socket: Socket, visit: Visit) => void,
  ) {
    this.server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    this.server.maxConnections = CONNECTIONS_MAX;
    this.server.on('drop', () => events.turnedAway('port_full'));
    this.server.on('connection', (socket) => this.admit(socket));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    this.server.listen(this.options.port, this.options.host);
    await once(this.server, 'listening');
    // What the system cannot accept (ENFILE, ENOMEM) is one connection less; those that are here go on.
    this.server.on('error', (error) => this.events.failed(error, 'connection not accepted'));
  }

  /** Takes no more connections. */
  close(): void {
    this.server.close();
  }

  private admit(socket: Socket): void {
    const visit = socket.remoteAddress === undefined ? null : this.gate.enter(socket.remoteAddress);
    if (visit === null) return void socket.destroy();
    if (typeof visit === 'string') {
      this.events.turnedAway(visit);
      return void socket.destroy();
    }
    socket.once('close', () => visit.leave());
    socket.on('error', ignore);
    const { certificate } = this.options;
    this.events.visited(certificate ? 'rtmps' : 'rtmp');
    if (certificate) this.secure(socket, certificate, visit);
    else this.receive(socket, visit);
  }

  /** TLS with the certificate of this moment: one that was read again counts from the next connection on. */
  private secure(socket: Socket, certificate: Certificate, visit: Visit): void {
    const secured = new TLSSocket(socket, { isServer: true, secureContext: certificate.context });
    const deadline = setTimeout(() => socket.destroy(), TLS_HANDSHAKE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(deadline));
    secured.on('error', () => socket.destroy());
    secured.once('secure', () => {
      clearTimeout(deadline);
      this.receive(secured, visit);
    });
  }
}

/** A socket's error is followed by its close, which is what counts. */
function ignore(): void {}
