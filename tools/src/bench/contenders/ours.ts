import { AppError, type Claim, nodeBus, type RelayTarget, settingOptionsSchema } from '@mid-station/contracts';
import { Bus, createLogger, sealForNode } from '@mid-station/service';
import { connect } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { type PublishAddress } from '../load/feed-publisher.js';
import { waitFor } from '../system/wait-for.js';
import { serviceCommand } from '../../service-command.js';
import { type Backing, startBacking } from './backing.js';
import { type Contender, CONTENDER_CORE, type Job, targetOf, upTo } from './contender.js';
import { BENCH_KEYS, handleOf, KEY, midStationVersion } from './mid-station.js';

const NODE_ID = 'bench';
/** Milliseconds from the start of the process to its first answer. */
const READY_TIMEOUT_MS = 20_000;

/** An ingest node of Mid-Station as it is installed, with a claim for each publisher; the load is in the edge's place. */
export const ours: Contender = {
  name: 'ours',
  kind: 'relay',
  version: midStationVersion,

  async start(job) {
    const backing = await startBacking(job);
    const bus = new Bus(await connect({ servers: backing.natsUrl }), createLogger('bench', 'bench', 'warn'));
    job.crew.own(() => bus.close());
    const pid = startNode(job, backing);
    const publicKey = await untilReady(bus);
    const addresses: PublishAddress[] = [];
    // One after the other: a hundred claims at once do not all get their answer in time on a busy machine.
    for (const publisher of upTo(job.size.publishers)) {
      addresses.push(await place(bus, await claimFor(job, publisher, publicKey)));
    }
    return { addresses, pids: [pid] };
  },
};

function startNode({ size, crew }: Job, { natsUrl, redisUrl }: Backing): number {
  const env = {
    MIDSTATION_INSTANCE: NODE_ID,
    MIDSTATION_NATS_URL: natsUrl,
    MIDSTATION_REDIS_URL: redisUrl,
    MIDSTATION_INGEST_CAPACITY: String(size.publishers),
    MIDSTATION_ALLOW_PRIVATE_TARGETS: 'true',
  };
  return crew.start(process.execPath, serviceCommand('ingest'), { name: 'ingest', core: CONTENDER_CORE, env }).pid;
}

/** Answers the node's public key. */
async function untilReady(bus: Bus): Promise<string> {
  let publicKey = '';
  const answers = async (): Promise<boolean> => {
    try {
      ({ publicKey } = await bus.request(nodeBus.ping, {}, { nodeId: NODE_ID }));
      return true;
    } catch (error) {
      // Nobody there yet, or too busy with its start.
      if (error instanceof AppError && error.code === 'unavailable') return false;
      throw error;
    }
  };
  await waitFor(answers, READY_TIMEOUT_MS, () => 'the ingest node does not answer');
  return publicKey;
}

async function claimFor({ size, sinkPort }: Job, publisher: number, publicKey: string): Promise<Claim> {
  const targets: RelayTarget[] = upTo(size.targets).map((target) => {
    const { url, key } = targetOf(sinkPort, publisher, target);
    return { targetId: randomUUID(), name: key, platform: 'custom' as const, url, key, enabled: true };
  });
  return {
    sessionId: randomUUID(),
    epoch: 1,
    identity: { userId: randomUUID(), handle: handleOf(publisher), keys: BENCH_KEYS },
    settingRevision: 1,
    options: settingOptionsSchema.parse({}),
    targets,
    sealedKeys: (await sealForNode({ nodeId: NODE_ID, publicKey }, targets)) ?? '',
    moved: false,
  };
}

async function place(bus: Bus, claim: Claim): Promise<PublishAddress> {
  const { host, port } = await bus.request(nodeBus.claim, claim, { nodeId: NODE_ID });
  return { url: `rtmp://${host}:${port}/${claim.identity.handle}`, key: KEY, isProxied: true };
}
