import { previewSchema } from '@mid-station/contracts';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { view, type Viewer } from '../src/rig/preview-ticket.js';
import { type Client } from './client.js';

/** An edge that lets in every viewer whom the gateway sends, and shows each a first sign of a picture. */
export class OpenEdge {
  private constructor(private readonly server: WebSocketServer) {}

  static async start(): Promise<OpenEdge> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (viewer) => viewer.send('a picture'));
    await once(server, 'listening');
    return new OpenEdge(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const viewer of this.server.clients) viewer.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Watches the live session as the page does. */
export async function watch(client: Client): Promise<Viewer> {
  const { body } = await client.call('GET', '/live/preview');
  return view(previewSchema.parse(body).url);
}

/** Listens to the events of a user. Resolves once they are open; `ended` does when they end, in whatever way. */
export async function listen({ base, token }: Client): Promise<{ ended: Promise<void> }> {
  const response = await fetch(`${base}/api/events`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`no events: ${response.status}`);
  const reader = response.body!.getReader();
  const readAll = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  return { ended: readAll().catch(() => undefined) };
}
