import { CONFIG, Health, NodeKeys, type Logger } from '@mid-station/service';
import { FlushTicker } from '@mid-station/relay';
import { Leases, RedisRouteTable, type RouteTable } from '@mid-station/route-table';
import { Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Host } from './claim/host.js';
import { Ports } from './claim/port-range.js';
import { type IngestConfig } from './config.js';
import { Drain } from './drain/drain.js';
import { Events } from './events.js';
import { PROBE_CONNECT_MS, PROBE_HANDSHAKE_MS } from './limits.js';
import { NodeController, SHUT_DOWN } from './node.controller.js';
import { PreviewServer } from './preview/preview-server.js';
import { NodeIdentity } from './report/node-identity.js';
import { registerNodeMetrics } from './report/node-metrics.js';
import { Reporter } from './report/reporter.js';
import { Stills } from './still/stills.js';
import { guardedDialer } from './target/address-guard.js';
import { Prober } from './target/prober.js';

/** What a node owns outside Nest. `close` gives it back. */
export interface IngestParts {
  keys: NodeKeys;
  routes: RouteTable;
  previews: PreviewServer;
  close(): Promise<void>;
}

/** Makes the key pair of this run, connects to Redis, waiting as long as it takes, and opens the preview port. */
export async function openParts(config: IngestConfig, health: Health, log: Logger): Promise<IngestParts> {
  health.add('redis', () => 'Redis is away');
  const routes = await RedisRouteTable.open({
    url: config.MIDSTATION_REDIS_URL,
    onAway: (why) => log.warn({ why }, 'Redis is away'),
    onBack: () => log.info('Redis is back'),
  });
  health.add('redis', () => (routes.isConnected ? null : 'Redis is away'));
  const previews = await PreviewServer.listen(config.MIDSTATION_INGEST_HOST, config.MIDSTATION_INGEST_PREVIEW_PORT);
  const keys = await NodeKeys.make(config.MIDSTATION_INSTANCE);
  const close = async (): Promise<void> => {
    await previews.close();
    await routes.close();
  };
  return { keys, routes, previews, close };
}

@Module({})
export class IngestModule {
  static with(parts: IngestParts, shutDown: () => void): DynamicModule {
    return {
      module: IngestModule,
      controllers: [NodeController],
      providers: [
        { provide: SHUT_DOWN, useValue: shutDown },
        {
          provide: Host,
          useFactory: (...injected: Injected) => newHost(parts, ...injected),
          inject: [CONFIG, Events, Registry],
        },
        { provide: Prober, useFactory: newProber, inject: [CONFIG, Events] },
        { provide: NodeIdentity, useFactory: (config: IngestConfig) => identity(config, parts), inject: [CONFIG] },
        ...[Events, Reporter, Drain, Stills],
      ],
    };
  }
}

type Injected = [config: IngestConfig, events: Events, registry: Registry];

function identity(config: IngestConfig, { keys }: IngestParts): NodeIdentity {
  return { nodeId: config.MIDSTATION_INSTANCE, host: config.MIDSTATION_INGEST_HOST, publicKey: keys.publicKey };
}

function newProber({ MIDSTATION_ALLOW_PRIVATE_TARGETS: allowPrivate }: IngestConfig, events: Events): Prober {
  const limits = { connectTimeoutMs: PROBE_CONNECT_MS, timeouts: { handshakeMs: PROBE_HANDSHAKE_MS } };
  return new Prober(guardedDialer(allowPrivate, limits), events);
}

function newHost({ keys, routes, previews }: IngestParts, ...[config, events, registry]: Injected): Host {
  const parts = {
    nodeId: config.MIDSTATION_INSTANCE,
    keys,
    host: config.MIDSTATION_INGEST_HOST,
    previewPort: previews.port,
    ports: new Ports(config.MIDSTATION_INGEST_HOST, config.MIDSTATION_INGEST_PORTS),
    leases: new Leases(routes),
    ticker: new FlushTicker(),
    dial: guardedDialer(config.MIDSTATION_ALLOW_PRIVATE_TARGETS),
    events,
  };
  const host = new Host(parts, config.MIDSTATION_INGEST_CAPACITY);
  previews.find = (sessionId) => host.find(sessionId);
  previews.onError = (error) => events.bug(error);
  registerNodeMetrics(registry, host);
  return host;
}
