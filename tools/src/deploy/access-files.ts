import { natsAuthorization, redisUsers, type NatsUser, type RedisPart } from '@mid-station/service/access';

/** Ingest nodes that NATS knows by name in Kubernetes: the most that the StatefulSet may be scaled to. */
export const KUBERNETES_NODES_MAX = 32;

const SERVICES = ['auth', 'settings', 'orchestrator', 'gateway', 'edge'] as const;
/** With Docker: the user that is there once for each place of a node. `start-nats.sh` fills both in. */
const NODE_OF_PLACE: NatsUser = { part: 'ingest', name: 'NODE_NAME', password: 'NODE_PASSWORD' };
const REDIS_PARTS: readonly RedisPart[] = ['edge', 'gateway', 'ingest'];
const MADE_FROM = '# Made by `npm run access-files` from what each part may do; passwords come from the environment.\n';

/** What NATS and Redis of an installation in containers let each part do, by path in the repository. */
export function accessFiles(): Record<string, string> {
  const services = SERVICES.map((part): NatsUser => ({ part, name: part, password: variable('NATS', part) }));
  const newcomer: NatsUser = { part: 'newcomer', name: 'newcomer', password: variable('NATS', 'newcomer') };
  const redis = redisConfig();
  return {
    'deploy/compose/nats.conf': natsConfig([...services, newcomer, NODE_OF_PLACE]),
    'deploy/compose/redis.conf': redis,
    'deploy/kubernetes/nats.conf': natsConfig([...services, ...kubernetesNodes()]),
    'deploy/kubernetes/redis.conf': redis,
  };
}

function kubernetesNodes(): NatsUser[] {
  const names = Array.from({ length: KUBERNETES_NODES_MAX }, (_, index) => `ingest-${index}`);
  return names.map((name) => ({ part: 'ingest', name, password: variable('NATS', name) }));
}

function natsConfig(users: readonly NatsUser[]): string {
  return `${MADE_FROM}http_port: 8222\n${natsAuthorization(users)}`;
}

/** Lines that a shell fills in: Redis reads no variables. */
function redisConfig(): string {
  const users = REDIS_PARTS.map((part) => ({ part, name: part, password: variable('REDIS', part) }));
  // Everybody has a user with few rights, so Redis need not guess from the network who may come.
  return `${MADE_FROM}protected-mode no\nsave ""\nappendonly no\n${redisUsers(users)}`;
}

function variable(server: 'NATS' | 'REDIS', user: string): string {
  return `$${server}_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`;
}
