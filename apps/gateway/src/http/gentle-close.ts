import { type Server, type ServerResponse } from 'node:http';

/** How often it is looked whether the last request has ended, in milliseconds. */
const SWEEP_MS = 25;

/**
 * Lets a server end as soon as its last answer has left. Node waits for every connection, also for those on which nothing
 * was asked yet and those whose event stream just ended, and browsers keep both for minutes.
 */
export class GentleClose {
  private underWay = 0;

  constructor(private readonly server: Server) {
    server.on('request', (_, response: ServerResponse) => {
      this.underWay++;
      response.once('close', () => this.underWay--);
    });
  }

  /** Runs `close`, which stops listening and waits for connections, and meanwhile closes those with nothing under way. */
  async during(close: () => Promise<void>): Promise<void> {
    const sweep = setInterval(() => this.sweep(), SWEEP_MS);
    try {
      await close();
    } finally {
      clearInterval(sweep);
    }
  }

  private sweep(): void {
    if (this.underWay === 0) this.server.closeAllConnections();
    else this.server.closeIdleConnections();
  }
}
