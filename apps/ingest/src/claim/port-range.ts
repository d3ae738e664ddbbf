import { AppError } from '@mid-station/contracts';
import { type Server } from 'node:net';
import { type PortRange } from '../config.js';

/** Somebody else has the port, or we may not have it: the next one may be free. */
const TAKEN = new Set(['EADDRINUSE', 'EACCES']);

/** The ports of a node. A port is claimed by binding it, so that it cannot be given out twice. */
export class Ports {
  private next: number;

  /** Nodes that share a range start at different places, and so rarely try each other's ports. */
  constructor(
    private readonly host: string,
    private readonly range: PortRange,
  ) {
    this.next = range.first + Math.floor(Math.random() * this.size);
  }

  /** Lets the server listen on a free port, and gives it. @throws AppError `no_capacity` when none is free. */
  async bind(server: Server): Promise<number> {
    for (let attempt = 0; attempt < this.size; attempt++) {
      const port = this.take();
      if (await listens(server, this.host, port)) return port;
    }
    throw new AppError('no_capacity', 'Every port of this ingest node is in use.');
  }

  private get size(): number {
    return this.range.last - this.range.first + 1;
  }

  private take(): number {
    const port = this.next;
    this.next = port === this.range.last ? this.range.first : port + 1;
    return port;
  }
}

function listens(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      if (TAKEN.has(error.code ?? '')) resolve(false);
      else reject(error);
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed).once('listening', listening).listen(port, host);
  });
}
