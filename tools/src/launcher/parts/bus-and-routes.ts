import { natsAuthorization, redisUsers, type NatsUser, type RedisUser } from '@mid-station/service/access';
import { writeWhole } from '../data-dir/files.js';
import type { DataDir } from '../data-dir/layout.js';
import type { PartSpec } from '../process/part.js';
import { accepts } from '../process/probe.js';

/** Passwords go into a file that only we can read: a command line can be read by everyone on the machine. */
export async function natsPart(dir: DataDir, port: number, users: readonly NatsUser[]): Promise<PartSpec> {
  const config = [`listen: "127.0.0.1:${port}"`, natsAuthorization(users)];
  await writeWhole(dir.natsConfig, `${config.join('\n')}\n`);
  return {
    name: 'nats',
    kind: 'nats',
    ports: { nats: port },
    command: 'nats-server',
    args: ['--config', dir.natsConfig],
    stopSignal: 'SIGTERM',
    isReady: () => accepts(port),
  };
}

/** Route leases live for seconds and are renewed by the nodes: nothing of Redis is worth keeping on disk. */
export async function redisPart(dir: DataDir, port: number, users: readonly RedisUser[]): Promise<PartSpec> {
  const config = ['bind 127.0.0.1', `port ${port}`, 'save ""', 'appendonly no', redisUsers(users)];
  await writeWhole(dir.redisConfig, `${config.join('\n')}\n`);
  return {
    name: 'redis',
    kind: 'redis',
    ports: { redis: port },
    command: 'redis-server',
    args: [dir.redisConfig],
    stopSignal: 'SIGTERM',
    isReady: () => accepts(port),
  };
}
