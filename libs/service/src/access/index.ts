/** Users of NATS and Redis, each with the rights of its part: for whoever configures those servers. Loads no framework. */
export { natsAuthorization, type NatsUser } from './nats-users.js';
export { redisUsers, type RedisPart, type RedisUser } from './redis-users.js';
