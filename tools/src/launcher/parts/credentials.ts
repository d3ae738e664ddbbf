import type { NatsUser, RedisPart, RedisUser } from '@mid-station/service/access';
import { createHmac } from 'node:crypto';
import { addedNodeNames } from '../data-dir/added-nodes.js';
import type { Secrets } from '../data-dir/secrets.js';
import type { ServiceKind } from '../../service-command.js';

const SERVICES = ['auth', 'settings', 'orchestrator', 'gateway', 'edge'] as const;
const REDIS_PARTS: readonly RedisPart[] = ['edge', 'gateway', 'ingest'];

/** Who may use NATS: each process under its own name; the nodes that may join while it runs have theirs already. */
export function natsUsersOf({ natsPassword }: Secrets, nodes: readonly string[]): NatsUser[] {
  const named = (part: ServiceKind, name: string) => ({ part, name, password: passwordOf(natsPassword, name) });
  return [
    ...SERVICES.map((service) => named(service, service)),
    ...[...nodes, ...addedNodeNames()].map((nodeId) => named('ingest', nodeId)),
  ];
}

export function redisUsersOf({ redisPassword }: Secrets): RedisUser[] {
  return REDIS_PARTS.map((part) => ({ part, name: part, password: passwordOf(redisPassword, part) }));
}

/** Where the process `name` of this kind finds NATS, and Redis if it uses that, with its own credentials. */
export function accessEnv(
  { natsPassword, redisPassword }: Secrets,
  ports: { nats: number; redis: number },
  { name, kind }: { name: string; kind: ServiceKind },
): Record<string, string> {
  const url = (scheme: string, secret: string, user: string, port: number): string =>
    `${scheme}://${user}:${passwordOf(secret, user)}@127.0.0.1:${port}`;
  const usesRedis = REDIS_PARTS.some((part) => part === kind);
  return {
    MIDSTATION_NATS_URL: url('nats', natsPassword, name, ports.nats),
    ...(usesRedis && { MIDSTATION_REDIS_URL: url('redis', redisPassword, kind, ports.redis) }),
  };
}

/** One user's password tells nothing of another's, nor of the secret that both come from. */
function passwordOf(secret: string, user: string): string {
  return createHmac('sha256', secret).update(user).digest('base64url');
}
