import { listen } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';

/**
 * A network between somebody and a server on this machine that can break: nothing arrives any more in either direction,
 * and nobody is told, as when packets are lost on the way. What was sent meanwhile arrives when it heals.
 */
export class BreakableLink {
  private readonly sockets = new Set<Socket>();
  private isBroken = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<BreakableLink> {
    const { server, port } = await listen((socket) => link.join(socket, connect(target, '127.0.0.1')));
    const link = new BreakableLink(server, port);
    return link;
  }

  break(): void {
    this.isBroken = true;
    for (const socket of this.sockets) socket.pause();
  }

  heal(): void {
    this.isBroken = false;
    for (const socket of this.sockets) socket.resume();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(one: Socket, other: Socket): void {
    this.pass(one, other);
    this.pass(other, one);
  }

  private pass(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('data', (bytes) => to.write(bytes));
    from.on('error', () => undefined); // its close follows
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    if (this.isBroken) from.pause();
  }
}
