import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Logger } from '../log/logger.js';
import type { Health } from './health.js';

/** The port that operators and orchestration look at: `/healthz`, `/openz`, `/readyz`, `/metrics`. Close it last. */
export class HealthServer {
  private constructor(private readonly server: Server) {}

  static async listen(
    health: Health,
    metrics: Registry,
    host: string,
    port: number,
    log: Logger,
  ): Promise<HealthServer> {
    const server = createServer((request, response) => {
      answer(request.url ?? '/', response, health, metrics).catch((error: unknown) => {
        log.error({ err: error }, 'health answer failed');
        response.destroy();
      });
    });
    server.listen(port, host);
    await once(server, 'listening');
    // What the system cannot accept is one connection less, not the end of the service.
    server.on('error', (error) => log.warn({ err: error }, 'health connection not accepted'));
    return new HealthServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function answer(url: string, response: ServerResponse, health: Health, metrics: Registry): Promise<void> {
  const path = url.split('?')[0];
  if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"ok"}');
  if (path === '/openz')
    return send(response, health.isOpen ? 200 : 503, 'application/json', `{"open":${health.isOpen}}`);
  if (path === '/readyz') {
    const report = await health.report();
    return send(response, report.ready ? 200 : 503, 'application/json', JSON.stringify(report));
  }
  if (path === '/metrics') return send(response, 200, metrics.contentType, await metrics.metrics());
  send(response, 404, 'text/plain', 'not found\n');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
