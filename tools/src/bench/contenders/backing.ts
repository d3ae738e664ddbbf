import { LOAD_CORE } from '../load/load.js';
import { type Job } from './contender.js';

/** The bus and the route table that our services need; on the load's core, because their cost is not the data plane's. */
export interface Backing {
  readonly natsUrl: string;
  readonly redisUrl: string;
}

export async function startBacking(job: Job): Promise<Backing> {
  const [natsPort, redisPort] = [await job.takePort(), await job.takePort()];
  const local = '127.0.0.1';
  const nats = ['-a', local, '-p', String(natsPort)];
  const redis = ['--bind', local, '--port', String(redisPort), '--save', '', '--appendonly', 'no'];
  job.crew.start('nats-server', nats, { name: 'nats', core: LOAD_CORE });
  job.crew.start('redis-server', redis, { name: 'redis', core: LOAD_CORE });
  await job.crew.untilListening([natsPort, redisPort]);
  return { natsUrl: `nats://${local}:${natsPort}`, redisUrl: `redis://${local}:${redisPort}` };
}
