import { type ServerResponse } from 'node:http';
import { EVENT_BACKLOG_BYTES, HEARTBEAT_MS } from '../limits.js';

/**
 * One open `text/event-stream` response. Events are levels, not edges: while the reader is slow, a newer event replaces the
 * waiting one of its kind, so what is held stays bounded and the reader always catches up with the present.
 */
export class EventStream {
  private readonly waiting = new Map<string, string>();
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly response: ServerResponse) {
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    response.on('drain', () => this.flush());
    response.once('close', () => clearInterval(this.heartbeat));
  }

  send(event: string, data: unknown): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    if (this.isBlocked) this.waiting.set(event, text);
    else this.response.write(text);
  }

  end(): void {
    this.response.end();
  }

  private get isBlocked(): boolean {
    return this.response.writableLength >= EVENT_BACKLOG_BYTES || this.waiting.size > 0;
  }

  private flush(): void {
    const texts = [...this.waiting.values()];
    this.waiting.clear();
    for (const text of texts) this.response.write(text);
  }

  /** A comment that keeps proxies from closing the connection; a blocked one is kept open by what waits. */
  private beat(): void {
    if (!this.isBlocked) this.response.write(': still here\n\n');
  }
}
