import {
  liveBus,
  nodeBus,
  type Claim,
  type NodeAnnouncement,
  type RelayTarget,
  type Rpc,
  type SessionStatus,
} from '@mid-station/contracts';
import { RedisRouteTable, type Route } from '@mid-station/route-table';
import { Bus, BusErrorFilter, BusTransport, sealForNode } from '@mid-station/service';
import {
  eventually,
  startNats,
  startRedis,
  testBus,
  testLog,
  testParts,
  type ServerProcess,
} from '@mid-station/service/testing';
import { NestFactory } from '@nestjs/core';
import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { ingestConfigSchema, type IngestConfig } from '../config.js';
import { Host } from '../claim/host.js';
import { Drain } from '../drain/drain.js';
import { IngestModule, openParts } from '../ingest.module.js';
import { Destination } from './destination.js';
import { Encoder } from './encoder.js';

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** One real node in the test process, on the real bus. */
export interface TestIngestNode {
  readonly nodeId: string;
  readonly bus: Bus;
  /** Looks after its sessions as often as it would in so many seconds. */
  secondsPass(seconds: number): void;
  /** As SIGTERM does it. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** A claim before its keys are sealed for a node. */
export type OpenClaim = Omit<Claim, 'targets' | 'sealedKeys'> & { targets: RelayTarget[] };

/** Real NATS and Redis; ingest nodes, encoders and destinations, which are gone after `end`. */
export class IngestStage {
  private readonly nodes: TestIngestNode[] = [];
  private readonly encoders: Encoder[] = [];
  private readonly destinations: Destination[] = [];

  private constructor(
    readonly nats: ServerProcess,
    readonly redis: ServerProcess,
    readonly bus: Bus,
    readonly routes: RedisRouteTable,
  ) {}

  static async build(): Promise<IngestStage> {
    const [nats, redis] = await Promise.all([startNats(), startRedis()]);
    return new IngestStage(nats, redis, await testBus(nats.url), await RedisRouteTable.open({ url: redis.url }));
  }

  async node(nodeId: string, settings: Record<string, string> = {}): Promise<TestIngestNode> {
    const config = {
      MIDSTATION_INSTANCE: nodeId,
      ...ingestConfigSchema.parse({
        MIDSTATION_REDIS_URL: this.redis.url,
        MIDSTATION_ALLOW_PRIVATE_TARGETS: 'true',
        ...settings,
      }),
    } as IngestConfig;
    const { health, log } = { health: { add: () => undefined } as never, log: testLog };
    const owned = await openParts(config, health, log);
    const parts = await testParts(
      nodeId,
      this.nats.url,
      config,
      IngestModule.with(owned, () => void drain()),
    );
    const app = await NestFactory.createMicroservice(parts.module, {
      strategy: new BusTransport(parts.bus, 'ingest', { nodeId }),
      logger: false,
    });
    app.useGlobalFilters(new BusErrorFilter());
    await app.listen();
    const secondsPass = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) for (const session of app.get(Host).all()) session.check();
    };
    const drain = (): Promise<void> => app.get(Drain).close();
    const close = async (): Promise<void> => {
      await app.get(Host).abandon();
      await app.close();
      await parts.bus.close();
      await owned.close();
    };
    const node = { nodeId, bus: parts.bus, secondsPass, drain, close };
    this.nodes.push(node);
    return node;
  }

  async destination(): Promise<Destination> {
    const destination = await Destination.start();
    this.destinations.push(destination);
    return destination;
  }

  /** The claim's streamer, let in at this port and streaming. */
  async stream(port: number, { identity: { handle } }: OpenClaim): Promise<Encoder> {
    const encoder = await Encoder.stream(port, handle, `key of ${handle}`);
    this.encoders.push(encoder);
    return encoder;
  }

  /** Asks a node by name. */
  ask<Request extends z.ZodType, Response extends z.ZodType>(
    question: Rpc<Request, Response>,
    nodeId: string,
    payload: z.input<Request>,
  ): Promise<z.output<Response>> {
    return this.bus.request(question, payload, { nodeId });
  }

  /** What was sealed for a node as it is now: the keys of these targets. */
  async seal(nodeId: string, targets: readonly RelayTarget[]): Promise<string> {
    const { publicKey } = await this.news(nodeId);
    return (await sealForNode({ nodeId, publicKey }, targets))!;
  }

  async claim(nodeId: string, wanted: OpenClaim): Promise<{ host: string; port: number }> {
    return this.ask(nodeBus.claim, nodeId, { ...wanted, sealedKeys: await this.seal(nodeId, wanted.targets) });
  }

  release(nodeId: string, { sessionId, epoch }: OpenClaim): Promise<SessionStatus> {
    return this.ask(nodeBus.release, nodeId, { sessionId, epoch, reason: 'stopped' });
  }

  /** Resolves when the node says so of the session. */
  reaches(nodeId: string, { sessionId }: OpenClaim, expected: object): Promise<void> {
    return eventually(async () => expect(await this.status(nodeId, sessionId)).toMatchObject(expected));
  }

  status(nodeId: string, sessionId: string): Promise<SessionStatus> {
    return this.ask(nodeBus.status, nodeId, { sessionId });
  }

  news(nodeId: string): Promise<NodeAnnouncement> {
    return this.ask(nodeBus.ping, nodeId, {});
  }

  route(handle: string): Promise<Route | null> {
    return this.routes.lookup(handle);
  }

  /** Answers the node's question who else there is. */
  async pretendNodes(ids: string[]): Promise<() => void> {
    const at = new Date().toISOString();
    const stop = this.bus.answer(liveBus.nodes, () =>
      Promise.resolve(
        ids.map((id) => ({
          id,
          host: '127.0.0.1',
          state: 'ready' as const,
          capacity: 1,
          sessions: 0,
          load: 0,
          lastSeenAt: at,
        })),
      ),
    );
    await this.bus.settle();
    return stop;
  }

  async end(): Promise<void> {
    for (const encoder of this.encoders.splice(0)) encoder.stop();
    await Promise.all(this.nodes.splice(0).map((node) => node.close()));
    await Promise.all(this.destinations.splice(0).map((destination) => destination.close()));
  }

  async strike(): Promise<void> {
    await Promise.all([this.bus.close(), this.routes.close()]);
    await Promise.all([this.nats.stop(), this.redis.stop()]);
  }
}

/** A claim for a streamer of their own. The key that may publish is `key of HANDLE`. */
export function claimFor(destinations: readonly Destination[] = [], changes: Partial<OpenClaim> = {}): OpenClaim {
  const handle = `u${randomUUID().slice(0, 8)}`;
  return {
    sessionId: randomUUID(),
    epoch: 1,
    identity: { userId: randomUUID(), handle, keys: [{ hash: hashOf(`key of ${handle}`), expiresAt: null }] },
    settingRevision: 1,
    options: { graceSeconds: 90, holdPolicy: 'freeze', autoLive: false },
    targets: destinations.map(({ url }, index) => ({
      targetId: randomUUID(),
      name: `Target ${index}`,
      platform: 'custom',
      url,
      key: `secret-${index}`,
      enabled: true,
    })),
    moved: false,
    ...changes,
  };
}
