import { randomUUID } from 'node:crypto';
import { RedisRouteTable, type Route } from '@mid-station/route-table';
import { serviceCommand } from '../../service-command.js';
import { type Backing, startBacking } from './backing.js';
import { type Contender, CONTENDER_CORE, type Job, upTo } from './contender.js';
import { BENCH_KEYS, handleOf, KEY, midStationVersion } from './mid-station.js';

/** Milliseconds; the longest lease there is. */
const LEASE_MS = 60_000;
/** Half of it. */
const RENEW_MS = 30_000;
/** Multiplies the limits per address, because all encoders come from one. */
const RATE_LIMIT_FACTOR = 20;

/** Mid-Station's edge as it is installed, with the sink in the place of all nodes. */
export const edge: Contender = {
  name: 'edge',
  kind: 'splice',
  version: midStationVersion,

  async start(job) {
    const backing = await startBacking(job);
    const leases = upTo(job.size.publishers).map((index) => routeTo(job.sinkPort, index));
    await keepRoutes(job, backing, leases);
    const port = await job.takePort();
    const addresses = leases.map(({ handle }) => ({ url: `rtmp://127.0.0.1:${port}/${handle}`, key: KEY }));
    return { addresses, pids: [await startEdge(job, backing, port)] };
  },
};

/** Holds the leases as their nodes would. */
async function keepRoutes({ crew }: Job, { redisUrl }: Backing, leases: readonly Route[]): Promise<void> {
  const routes = await RedisRouteTable.open({ url: redisUrl });
  const renewing = setInterval(() => void routes.renew(leases), RENEW_MS);
  crew.own(async () => {
    clearInterval(renewing);
    await routes.close();
  });
  for (const lease of leases) await routes.acquire(lease);
}

function routeTo(port: number, index: number): Route {
  return {
    handle: handleOf(index),
    sessionId: randomUUID(),
    userId: randomUUID(),
    epoch: 1,
    nodeId: 'sink',
    host: '127.0.0.1',
    port,
    previewPort: port,
    keys: BENCH_KEYS,
    leaseMs: LEASE_MS,
  };
}

async function startEdge(job: Job, { natsUrl, redisUrl }: Backing, port: number): Promise<number> {
  const env = {
    MIDSTATION_INSTANCE: 'edge',
    MIDSTATION_NATS_URL: natsUrl,
    MIDSTATION_REDIS_URL: redisUrl,
    MIDSTATION_EDGE_HOST: '127.0.0.1',
    MIDSTATION_RTMP_PORT: String(port),
    MIDSTATION_RTMPS_PORT: String(await job.takePort()),
    MIDSTATION_EDGE_PREVIEW_PORT: String(await job.takePort()),
    MIDSTATION_RATE_LIMIT_FACTOR: String(RATE_LIMIT_FACTOR),
  };
  const { pid } = job.crew.start(process.execPath, serviceCommand('edge'), { name: 'edge', core: CONTENDER_CORE, env });
  await job.crew.untilListening([port]);
  return pid;
}
