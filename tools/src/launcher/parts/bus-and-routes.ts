import { writeWhole } from '../data-dir/files.js';
import type { DataDir } from '../data-dir/layout.js';
import type { PartSpec } from '../process/part.js';
import { accepts } from '../process/probe.js';

const USER = 'midstation';

export function natsUrl(port: number, password: string): string {
  return `nats://${USER}:${password}@127.0.0.1:${port}`;
}

/** Passwords go into a file that only we can read: a command line can be read by everyone on the machine. */
export async function natsPart(dir: DataDir, port: number, password: string): Promise<PartSpec> {
  const config = [
    `listen: "127.0.0.1:${port}"`,
    `jetstream { store_dir: ${JSON.stringify(dir.nats)} }`,
    `authorization { user: ${USER}, password: "${password}" }`,
  ];
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

export function redisUrl(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

/** Route leases live for seconds and are renewed by the nodes: nothing of Redis is worth keeping on disk. */
export async function redisPart(dir: DataDir, port: number, password: string): Promise<PartSpec> {
  const config = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', 'appendonly no'];
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
