import { type ServerResponse } from 'node:http';
import { EVENT_BACKLOG_BYTES, EVENT_FAREWELL_MS, HEARTBEAT_MS } from '../limits.js';

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

  /** Nothing any more once it was ended: writing then is an error of the response that nobody listens to any more. */
  send(event: string, data: unknown): void {
    if (this.response.writableEnded) return;
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    if (this.isBlocked) this.waiting.set(event, text);
    else this.response.write(text);
  }

  /** A reader who does not take what is left in time is cut off. */
  end(): void {
    if (this.response.writableEnded) return;
    this.waiting.clear();
    this.response.end();
    setTimeout(() => this.response.destroy(), EVENT_FAREWELL_MS).unref();
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
    if (!this.isBlocked && !this.response.writableEnded) this.response.write(': still here\n\n');
  }
}
