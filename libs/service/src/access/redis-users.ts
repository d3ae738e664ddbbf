/** A part of the installation that uses Redis. */
export type RedisPart = 'edge' | 'gateway' | 'ingest';

export interface RedisUser {
  readonly part: RedisPart;
  readonly name: string;
  readonly password: string;
}

/** What every connection does, whoever it belongs to. */
const EVERYBODY = '+ping +hello +auth';

/** Access rules of Redis for what each part keeps and reads there, and nothing more. */
const RULES: Record<RedisPart, string> = {
  /** Reads routes and hears of changes. */
  edge: '~midstation:route:* &midstation:routes +get +mget +subscribe +unsubscribe',
  /** Counts requests, and remembers from where names were signed in. */
  gateway: '~rate:* +eval +get +set +incrby +pttl',
  /** Takes, renews and gives back leases; what its scripts do is checked too. */
  ingest:
    '~midstation:route:* ~midstation:fence:* &midstation:routes +eval +evalsha +get +mget +set +pttl +del +hset +hmget +pexpire ' +
    '+publish +subscribe +unsubscribe',
};

/** Lines of a Redis server's configuration: whoever has no name may ask whether it is alive. */
export function redisUsers(users: readonly RedisUser[]): string {
  const known = users.map(
    ({ part, name, password }) => `user ${name} on >${password} resetchannels ${EVERYBODY} ${RULES[part]}`,
  );
  return `${['user default on nopass resetkeys resetchannels -@all +ping', ...known].join('\n')}\n`;
}
