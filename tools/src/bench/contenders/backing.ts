import { join } from 'node:path';
import { LOAD_CORE } from '../load/load.js';
import { PinnedProcess } from '../system/pinned-process.js';
import { untilListening } from '../system/wait-for.js';
import { type Job } from './contender.js';

/** The bus and the route table that our services need; on the load's core, because their cost is not the data plane's. */
export interface Backing {
  readonly natsUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

export async function startBacking(job: Job): Promise<Backing> {
  const [natsPort, redisPort] = [await job.takePort(), await job.takePort()];
  const local = '127.0.0.1';
  const start = (command: string, args: readonly string[]): PinnedProcess =>
    PinnedProcess.start(LOAD_CORE, command, args, { logFile: join(job.folder, `${command}.log`) });
  const processes = [
    start('nats-server', ['-a', local, '-p', String(natsPort)]),
    start('redis-server', ['--bind', local, '--port', String(redisPort), '--save', '', '--appendonly', 'no']),
  ];
  await untilListening([natsPort, redisPort]);
  return {
    natsUrl: `nats://${local}:${natsPort}`,
    redisUrl: `redis://${local}:${redisPort}`,
    stop: async () => void (await Promise.all(processes.map((process) => process.stop()))),
  };
}
